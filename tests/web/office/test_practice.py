"""A practice in a copy of everything: its own pages, its own log, thrown away by one button."""

from domain import commands as c
from domain.review_cycle import ReviewCycle
from tests.web.browsing_client import htmx, send, words
from tests.web.small_city import DEPARTMENT, MEMBER


def opening(city, **more):
    given = {"plan_id": city.plan, "council_id": city.council, "fiscal_year": "7", "status_year": "6", "flow": "kaigi2"}
    return {"sent_from": "open", "cycle_id": city.id()} | given | more


def begun(clerk, city):
    response = send(clerk, "/cycles/practice", city)
    assert response.status_code == 303
    return response.headers["location"]


def test_what_is_practised_never_touches_the_official_log(clerk, city):
    assert begun(clerk, city) == "/practice/cycles"
    head = city.engine.head()
    fields = opening(city)
    response = send(clerk, "/practice/cycles", city, **fields)
    assert response.headers["location"] == f"/practice/cycles/{fields['cycle_id']}"
    page = clerk.get(response.headers["location"])
    assert "令和7年度の見直し" in words(page)
    assert "練習用です" in words(page)
    assert 'class="practice"' in page.text
    assert city.engine.head() == head
    assert not city.load(ReviewCycle, fields["cycle_id"]).exists
    assert clerk.get(f"/cycles/{fields['cycle_id']}").status_code == 404
    assert "練習用です" not in words(clerk.get("/cycles"))


def test_every_address_on_a_page_of_practice_stays_in_it(clerk, city, cycle):
    begun(clerk, city)
    for url in ("/practice/cycles", f"/practice/cycles/{cycle}", f"/practice/indicators/{city.item('1-1-指1')}"):
        page = clerk.get(url).text
        for name in ("href", "action", "hx-post"):
            addresses = [part.split('"')[0] for part in page.split(f' {name}="')[1:]]
            assert not [a for a in addresses if a.startswith("/") and not a.startswith(("/practice/", "/static/"))]


def test_htmx_and_what_people_type_work_as_outside(clerk, city, cycle):
    begun(clerk, city)
    item = f"/practice/indicators/{city.item('1-1-指1')}"
    typed = 'href="/cycles" と書いた。'
    response = htmx(clerk, f"{item}/status", city, cycle_id=cycle, sent_from="office-status", texts=typed)
    assert response.status_code == 200
    assert typed.replace(" ", "") in words(response)
    assert 'hx-post="/practice/indicators/' in response.text
    assert 2024 not in {y for y, s in city.state("1-1-指1").statuses.items() if s.cycle == cycle}


def test_it_is_thrown_away_by_one_button_and_begins_anew(clerk, city):
    begun(clerk, city)
    send(clerk, "/practice/cycles", city, **opening(city))
    assert "練習用の画面を開く" in words(clerk.get("/cycles"))
    response = send(clerk, "/practice/thrown-away", city)
    assert response.headers["location"] == "/cycles"
    assert "公式の記録は変わっていません" in words(clerk.get("/cycles"))
    folder = [path.name for path in city.settings.files_folder.parent.iterdir()]
    assert not [name for name in folder if "practice" in name]
    assert clerk.get("/practice/cycles").headers["location"] == "/cycles"
    begun(clerk, city)
    assert "令和7年度の見直し" not in words(clerk.get("/practice/cycles"))


def test_a_form_of_a_practice_that_is_gone_records_nothing(clerk, city):
    begun(clerk, city)
    send(clerk, "/practice/thrown-away", city)
    head = city.engine.head()
    assert send(clerk, "/practice/cycles", city, **opening(city)).headers["location"] == "/cycles"
    assert city.engine.head() == head


def test_only_the_secretariat_begins_and_ends_it_and_others_join(clerk, city, person):
    for name in (DEPARTMENT, MEMBER):
        assert send(person(name), "/cycles/practice", city).status_code == 403
    begun(clerk, city)
    assert person(DEPARTMENT).get("/practice/cycles").status_code == 200
    assert "練習を終えて捨てる" not in words(person(DEPARTMENT).get("/practice/cycles"))
    assert send(person(MEMBER), "/practice/thrown-away", city).headers["location"] == "/practice/cycles"
    assert person(MEMBER).get("/practice/").status_code == 200
    assert person().get("/practice/cycles").headers["location"] == "/sign-in"
    assert clerk.get("/practice/official").headers["location"] == "/cycles"
    assert send(clerk, "/practice/cycles/practice", city).status_code == 404


def test_begun_twice_it_is_the_same_and_files_are_its_own(clerk, city):
    address = city.engine.files.put(b"%PDF-1.7 scan")
    begun(clerk, city)
    fields = opening(city)
    send(clerk, "/practice/cycles", city, **fields)
    begun(clerk, city)
    assert clerk.get(f"/practice/cycles/{fields['cycle_id']}").status_code == 200
    send(clerk, "/practice/thrown-away", city)
    assert city.engine.files.get(address) == b"%PDF-1.7 scan"
    assert c.OpenCycle.action() == "open_cycle"
