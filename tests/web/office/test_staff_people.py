from datetime import date

import pytest

from domain import commands as c
from domain.account import Account
from domain.council import Council
from pdca.permissions import CONSOLE
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER


@pytest.fixture
def colleague(city):
    """A secretary who is no administrator."""
    city.people["榎本 敏"] = city.id()
    city.do(c.RegisterAccount, CONSOLE, account_id=city.people["榎本 敏"], name="榎本 敏")
    city.do(
        c.GrantRole,
        CONSOLE,
        account_id=city.people["榎本 敏"],
        role="secretariat",
        since=date(2024, 4, 1),
        until=date(2025, 5, 31),
    )
    return "榎本 敏"


def test_the_lists_say_who_sits_where_and_does_what(clerk):
    page = words(clerk.get("/people"))
    assert "委員1（会長）早瀬和枝学識経験者令和6年4月1日（月）から" in page
    assert "生涯学習課担当課なし（紙・電話）" in page
    assert "三木遥川辺市こども会議委員2" in page


def test_a_role_that_has_ended_is_no_role(person, city, colleague):
    assert "榎本敏事務局" in words(person(CLERK).get("/people"))
    city.at(date(2025, 6, 1))
    assert "榎本敏いまの役割はありません" in words(person(CLERK).get("/people"))


def test_a_person_is_registered_as_written(clerk, city):
    account = city.id()
    fields = {"account_id": account, "name": "髙梨 由紀子", "reading": "たかなし ゆきこ", "email": ""}
    assert send(clerk, "/people", city, **fields).headers["location"] == f"/people/{account}"
    page = words(clerk.get(f"/people/{account}"))
    assert "髙梨由紀子" in page
    assert "なし（紙・電話）" in page


def test_a_person_without_a_name_is_refused(clerk, city):
    fields = {"sent_from": "register", "account_id": city.id(), "name": " ", "reading": "たかなし"}
    response = send(clerk, "/people", city, **fields)
    assert response.status_code == 422
    assert 'href="#register-name"' in response.text
    assert 'value="たかなし"' in response.text


def test_a_role_has_a_term(clerk, city):
    account = city.people[MEMBER]
    url = f"/people/{account}/roles"
    assert "役割を選んでください" in words(send(clerk, url, city, sent_from="role", **day("since", 7, 5, 1)))
    wrong = {"role": "department"} | day("since", 7, 5, 1) | day("until", 7, 4, 1)
    assert "終わりの日が始まりの日より前です" in words(send(clerk, url, city, **wrong))
    assert send(clerk, url, city, role="department", **day("since", "令和7", "５", 1)).status_code == 303
    assert city.load(Account, account).roles["department"].since == date(2025, 5, 1)
    assert send(clerk, f"{url}/revoke", city, role="department").status_code == 303
    assert not city.load(Account, account).roles


def test_only_administrators_give_roles(person, city, colleague):
    client, account = person(colleague), city.people[MEMBER]
    page = words(client.get(f"/people/{account}"))
    assert "確認コードを出す" in page
    assert "役割を加える" not in page
    fields = {"role": "administrator"} | day("since", 7, 5, 1)
    assert send(client, f"/people/{account}/roles", city, **fields).status_code == 403
    assert send(client, f"/people/{account}/disable", city).status_code == 403
    assert not city.load(Account, account).disabled


def test_a_seat_is_vacated_and_filled_again(clerk, city):
    url = f"/councils/{city.council}/seats"
    new = {
        "seat": "3",
        "account_id": city.people[DEPARTMENT],
        "category": "公募",
        "office": "member",
        "sent_from": "fill-1",
    }
    taken = send(clerk, url, city, **new, **day("since", 7, 6, 1))
    assert taken.status_code == 422
    assert "先に退任を記録してください" in words(taken)
    unnumbered = send(clerk, url, city, **new | {"seat": ""}, **day("since", 7, 6, 1))
    assert 'href="#fill-1-seat"' in unnumbered.text
    assert "席の番号を入れてください。" in words(unnumbered)
    assert "退任の日を入れてください" in words(send(clerk, f"{url}/vacate", city, seat="3"))
    assert send(clerk, f"{url}/vacate", city, seat="3", **day("on", 7, 6, 1)).status_code == 303
    assert send(clerk, url, city, **new, **day("since", 7, 6, 1)).status_code == 303
    council = city.load(Council, city.council)
    assert council.holder(3, date(2025, 5, 31)).account == city.people["北原 トミ"]
    assert council.holder(3, date(2025, 6, 1)).account == city.people[DEPARTMENT]


def test_another_council_may_be_registered(clerk, city):
    assert send(clerk, "/councils", city, council_id=city.id(), name="川辺市健康づくり会議").status_code == 303
    assert "川辺市健康づくり会議" in words(clerk.get("/people"))


@pytest.mark.parametrize(("name", "card"), [(MEMBER, "委員ページのご案内"), (DEPARTMENT, "サインインのご案内")])
def test_a_code_is_shown_once_and_signs_in(clerk, person, city, name, card):
    account = city.people[name]
    response = htmx(clerk, f"/people/{account}/codes", city)
    page = words(response)
    assert card in page
    assert "まで、一度だけ使えます。" in page
    code = response.text.split('class="code">')[1].split("<")[0]
    assert code not in clerk.get(f"/people/{account}").text
    session = person.app.state.site.credentials.sign_in_by_code(code, "127.0.0.1")
    assert session.account == account
    (row,) = [row for row in city.engine.read_models.trail.page() if row.topic == "account.sign_in_code_issued.v1"]
    assert (row.stream, row.actor) == (account, city.people[CLERK])


def test_each_code_that_was_given_out_stands_on_the_record(clerk, city):
    form = {"command_id": city.id()}
    for _ in range(2):
        assert send(clerk, f"/people/{city.people[MEMBER]}/codes", city, **form).status_code == 200
    rows = [row for row in city.engine.read_models.trail.page() if row.topic == "account.sign_in_code_issued.v1"]
    assert len(rows) == 2


@pytest.mark.parametrize("name", [CLERK, AUDITOR])
def test_nobody_but_an_administrator_takes_a_code_for_an_office_of_trust(person, clerk, city, colleague, name):
    url = f"/people/{city.people[name]}"
    client = person(colleague)
    assert "確認コードを出す" not in words(client.get(url))
    refused = send(client, f"{url}/codes", city)
    assert (refused.status_code, "システム管理者が出します" in words(refused)) == (403, True)
    assert send(client, f"/people/{city.people[MEMBER]}/codes", city).status_code == 200
    assert send(clerk, f"{url}/codes", city).status_code == 200


def test_an_account_in_use_no_more_is_signed_out_everywhere(clerk, person, city):
    member = person(MEMBER)
    assert member.get("/").status_code == 200
    assert send(clerk, f"/people/{city.people[MEMBER]}/disable", city).status_code == 303
    assert "利用を終えました" in words(clerk.get("/people"))
    assert person.app.state.site.credentials.session(member.cookies[person.app.state.site.cookies.name]) is None


@pytest.mark.parametrize("name", [MEMBER, CHAIR, DEPARTMENT, AUDITOR])
def test_others_see_nobody_s_address_and_change_nothing(person, city, name):
    client, account = person(name), city.people[CLERK]
    assert client.get("/people").status_code == 403
    assert client.get(f"/people/{account}").status_code == 403
    posts = {
        "/people": {"account_id": city.id(), "name": "x"},
        f"/people/{account}/roles": {"role": "auditor"} | day("since", 7, 5, 1),
        f"/people/{account}/roles/revoke": {"role": "secretariat"},
        f"/people/{account}/disable": {},
        f"/people/{account}/codes": {},
        "/councils": {"council_id": city.id(), "name": "x"},
        f"/councils/{city.council}/seats": {"seat": "9", "account_id": account, "category": "x"}
        | day("since", 7, 5, 1),
        f"/councils/{city.council}/seats/vacate": {"seat": "1"} | day("on", 7, 5, 1),
    }
    for url, fields in posts.items():
        assert send(client, url, city, **fields).status_code == 403, url
    assert not city.load(Account, account).disabled


def test_an_unknown_person_is_not_found(clerk, city):
    assert clerk.get(f"/people/{city.id()}").status_code == 404
