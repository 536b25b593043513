from domain import commands as c
from domain.indicator import Indicator
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, DEPARTMENT, MEMBER

PAGE = "/plans/kawabe/departments"


def department(city, number):
    found = city.load(Indicator, city.item(number)).responsible
    return found and found.department


def assign(client, city, **more):
    fields = {"sent_from": "project-1", "project": "1", "department": "生涯学習課", "contact": "内線233"} | more
    return send(client, PAGE, city, **fields)


def test_all_items_of_a_project_get_a_department_at_once(clerk, city):
    assert "担当課は、まだ決まっていません" in words(clerk.get(PAGE))
    assert "4件すべてをこの課にする" in words(clerk.get(PAGE))
    assert assign(clerk, city, all="1").status_code == 303
    assert {department(city, n) for n in ("1-1-指1", "1-1-指2", "1-1-役1", "1-1-役2")} == {"生涯学習課"}
    assert department(city, "1-将") is None
    page = words(clerk.get(PAGE))
    assert "生涯学習課：4件" in page
    assert "内線233" in page


def test_or_those_that_are_chosen(clerk, city):
    assign(clerk, city, indicator_ids=city.item("1-1-役2"), **day("since", 7, 4, 1))
    assert department(city, "1-1-役2") == "生涯学習課"
    assert department(city, "1-1-役1") is None
    page = words(clerk.get(PAGE))
    assert "まだ決まっていないもの：3件" in page
    assert "令和7年4月1日（火）から" in page


def test_nothing_chosen_or_no_name_says_so_and_keeps_what_was_typed(clerk, city):
    response = assign(clerk, city)
    assert response.status_code == 422
    assert "項目を選んでください" in words(response)
    assert 'value="生涯学習課"' in response.text
    assert "担当課の名前を入れてください" in words(assign(clerk, city, all="1", department=" "))


def test_a_reorganisation_is_one_form(clerk, city):
    assign(clerk, city, all="1")
    fields = {"sent_from": "rename", "department": "生涯学習課", "new_name": "地域学習課"}
    response = htmx(clerk, PAGE + "/renames", city, **fields)
    assert response.status_code == 200
    assert "担当課の名前を改めました" in words(response)
    assert "地域学習課：4件" in words(response)
    assert "内線233" in words(response)
    again = htmx(clerk, PAGE + "/renames", city, **fields)
    assert again.status_code == 422
    assert "「生涯学習課」が担当している項目はありません" in words(again)


def test_others_of_the_office_read_it_and_members_do_not(person, city):
    for name in (DEPARTMENT, AUDITOR):
        page = words(person(name).get(PAGE))
        assert "担当課を決める" not in page
        assert assign(person(name), city, all="1").status_code == 403
    assert person(MEMBER).get(PAGE).status_code == 403
    assert person().get(PAGE).status_code != 200


def test_the_department_stands_on_the_item_s_page(clerk, city, cycle, person):
    assign(clerk, city, all="1")
    page = words(clerk.get(f"/indicators/{city.item('1-1-指1')}"))
    assert "担当課生涯学習課" in page
    assert "内線233" in page
    member = words(person(MEMBER).get(f"/indicators/{city.item('1-1-指1')}"))
    assert "担当課生涯学習課" in member
    assert "内線233" not in member


def test_a_plan_that_is_not_there_has_no_departments(clerk):
    assert clerk.get("/plans/nowhere/departments").status_code == 404


def test_the_same_form_twice_assigns_once(clerk, city):
    fields = {"command_id": city.id(), "all": "1"}
    assign(clerk, city, **fields)
    head = city.engine.head()
    assert assign(clerk, city, **fields).status_code == 303
    assert city.engine.head() == head
    assert c.AssignResponsibility.action() == "assign_responsibility"
