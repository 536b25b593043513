"""The web's own guards: headers, origins, cookies, sign-in, redirects."""

import msgspec
import pytest
from starlette.testclient import TestClient

from tests.web.lived_in import OPEN_HOUSE
from tests.web.people import SAME_ORIGIN, Person, said
from web.app import create_app
from web.routes.sign_in import own_path


@pytest.mark.parametrize("path", ["/", "/sign-in", "/plans/itose", "/nothing", "/static/app.css", "/healthz"])
def test_every_answer_carries_the_headers(public, path):
    headers = public.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers


def test_behind_https_cookies_and_transport_are_strict(town):
    settings = msgspec.structs.replace(town.settings, origin="https://plan.example.jp")
    app = create_app(town.engine, settings, demo=town.info)
    client = TestClient(app, base_url="https://plan.example.jp", follow_redirects=False)
    signed = client.post("/sign-in/demo", data={"account": town.account("三木 遥")}, headers=SAME_ORIGIN)
    cookie = signed.headers["set-cookie"]
    session = next(part for part in signed.headers.get_list("set-cookie") if "pdca-session" in part)
    assert session.startswith("__Host-pdca-session=")
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in session
    assert "Domain" not in cookie
    assert "max-age" in client.get("/").headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "none"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 303),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_writes_come_from_our_own_pages(town, headers, status):
    person = Person(town)
    assert person.client.post("/sign-out", headers=headers).status_code == status


def test_reading_never_signs_out(member):
    assert member.get("/sign-out").status_code in {404, 405}
    assert "ご意見をお願いしたいこと" in said(member.get("/"))


def test_pages_carry_nothing_inline_and_nothing_from_elsewhere(town):
    person = Person(town, "三木 遥")
    for path in ("/", "/plans/itose", f"/indicators/{town.item(OPEN_HOUSE)}", f"/cycles/{town.cycle}/comments"):
        source = person.get(path).text
        assert " style=" not in source
        assert "<style" not in source
        assert " onclick=" not in source
        assert "<script>" not in source
        assert "http://" not in source.replace("http://testserver", "")
        assert "https://" not in source


def test_pages_of_signed_in_people_are_not_stored(member, public):
    assert member.get("/").headers["cache-control"] == "no-store"
    assert public.get("/").headers["cache-control"] == "no-cache"
    assert "Cookie" in public.get("/").headers["vary"]


def test_a_link_is_spent_by_the_button_only(town):
    person = Person(town)
    link = person.client.app.state.site.credentials.new_code(town.account("三木 遥"))
    for _ in range(3):
        seen = person.get(f"/sign-in/{link.token}")
        assert seen.status_code == 200
        assert "三木 遥 様" in said(seen)
        assert seen.headers["referrer-policy"] == "no-referrer"
    assert person.post("/sign-in/link", {"token": link.token}).status_code == 303
    assert "ご意見をお願いしたいこと" in said(person.get("/"))
    assert Person(town).post("/sign-in/link", {"token": link.token}).status_code == 422
    assert Person(town).get(f"/sign-in/link/{link.token}").status_code == 404


def test_a_code_signs_in_once_however_it_is_typed(town):
    person = Person(town)
    code = person.client.app.state.site.credentials.new_code(town.account("三木 遥")).code
    typed = code.replace("-", " ").lower()
    assert person.post("/sign-in", {"code": typed, "name": "三木　遥"}).status_code == 303
    again = Person(town).post("/sign-in", {"code": code, "sent_from": "sign-in"})
    assert again.status_code == 422
    assert "＊確認コードかリンクが違うか" in said(again)


def test_a_code_with_the_name_of_somebody_else_does_not_fit(town):
    person = Person(town)
    code = person.client.app.state.site.credentials.new_code(town.account("三木 遥")).code
    assert person.post("/sign-in", {"code": code, "name": "誰でもない"}).status_code == 422
    assert person.post("/sign-in", {"code": code}).status_code == 303


def test_guessing_is_slowed_down(town):
    person = Person(town)
    answers = [person.post("/sign-in", {"code": "AAAA-AAAA"}).status_code for _ in range(12)]
    assert answers[-1] == 429
    town.engine.chance.advance(120 * 1_000_000)


def test_the_list_of_persons_is_the_demos_only(town):
    client = TestClient(create_app(town.engine, town.settings), follow_redirects=False)
    account = town.account("三木 遥")
    assert account not in client.get("/sign-in").text
    assert client.post("/sign-in/demo", data={"account": account}, headers=SAME_ORIGIN).status_code == 404
    stranger = town.engine.chance.new_id()
    assert Person(town).post("/sign-in/demo", {"account": stranger}).status_code == 404


def test_signing_out_ends_the_session_in_the_store(town):
    person = Person(town, "三木 遥")
    token = person.client.cookies["pdca-session"]
    assert person.post("/sign-out").status_code == 303
    thief = Person(town)
    thief.client.cookies.set("pdca-session", token)
    assert "サインアウト" not in said(thief.get("/")).replace("サインアウトしました", "")


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("/indicators/0194fe40-1480-7000-ab49-99c6b76c7008", "/indicators/0194fe40-1480-7000-ab49-99c6b76c7008"),
        ("/plans/itose", "/plans/itose"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/plans/x", "/"),
        ("/plans/itose\n", "/"),
        ("/plans/itose/../../x", "/"),
        ("", "/"),
    ],
)
def test_a_sign_in_leads_to_our_own_pages_only(typed, leads):
    assert own_path(typed) == leads


def test_more_than_is_taken_is_refused(public):
    answer = public.post("/sign-in", {"code": "x" * (12 * 1024 * 1024)})
    assert answer.status_code == 413


def test_a_fault_of_ours_is_said_calmly_and_logged(town, monkeypatch, caplog):
    person = Person(town, raise_server_exceptions=False)
    monkeypatch.setattr("web.routes.plans.home_view", lambda _: 1 / 0)
    answer = person.get("/")
    assert answer.status_code == 500
    assert "しばらくして、もう一度お試しください" in said(answer)
    assert "ZeroDivision" not in answer.text
    assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert "ZeroDivisionError" in caplog.text
