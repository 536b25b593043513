"""送信の記録 as a page: what may be sent, what goes out by itself, what became of each mail."""

from datetime import date

import msgspec
import pytest

from domain import commands as c
from pdca.demo.info import DemoInfo
from pdca.mail.deliveries import Deliveries
from pdca.mail.tick import tick
from pdca.permissions import CONSOLE
from pdca.settings import Settings
from tests.mail_server import MailHost
from tests.web.browsing_client import People, htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

MINUTE = 60_000_000
"""In µs, as the clock of the tests counts."""


@pytest.fixture
def host():
    made = MailHost()
    made.start()
    yield made
    made.stop()


@pytest.fixture
def mailing(city, host):
    """The city has a mail server, and one member with an address."""
    more = {"smtp_host": "127.0.0.1", "smtp_port": host.port, "smtp_security": "none", "mail_from": "k@city.example"}
    city.settings, city.info = msgspec.structs.replace(city.settings, **more), None
    account = city.id()
    city.do(c.RegisterAccount, CONSOLE, account_id=account, name="南 浩二", email="minami@example.jp")
    city.do(
        c.FillSeat, CONSOLE, council_id=city.council, seat=4, category="PTA", account_id=account, since=date(2025, 4, 1)
    )
    city.people["南 浩二"] = account
    return city


@pytest.fixture
def office(mailing):
    return People(mailing)(CLERK)


def shown(city, cycle):
    city.to_proposal(cycle)
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(date(2025, 5, 30)))
    city.proposed(cycle)


def test_what_may_be_sent_is_offered_and_sent_once(office, mailing, host, cycle):
    page = words(office.get("/mail"))
    assert "委員ページのご案内川辺市こども会議：まだ送っていない1名" in page
    form = {"kind": "invitation", "about": mailing.council}
    assert send(office, "/mail", mailing, **form).headers["location"] == "/mail"
    assert send(office, "/mail", mailing, **form).status_code == 303
    page = words(office.get("/mail"))
    assert "委員ページのご案内川辺市" not in page
    assert "南浩二委員ページのご案内これから送ります" in page
    assert tick(mailing.engine, mailing.settings).sent == 1
    assert "南浩二委員ページのご案内送りました" in words(office.get("/mail"))
    assert len(host.handler.mails) == 1
    assert Deliveries(mailing.engine).recent()[0].asked_by == mailing.people[CLERK]


def test_by_htmx_the_list_comes_back_with_what_waits(office, mailing):
    response = htmx(office, "/mail", mailing, kind="invitation", about=mailing.council)
    assert response.status_code == 200
    assert "南浩二委員ページのご案内これから送ります" in words(response)


def test_only_departments_with_items_are_asked_and_who_is_not_reached_is_named(office, mailing, cycle):
    assert "担当課の決まっていない項目：4件" in words(office.get("/mail"))
    account = mailing.id()
    mailing.do(c.RegisterAccount, CONSOLE, account_id=account, name="建設課", email="kensetsu@example.jp")
    mailing.do(c.GrantRole, CONSOLE, account_id=account, role="department", since=date(2025, 4, 1))
    assert "進捗状況の照会令和7年度" not in words(office.get("/mail"))
    theirs = {"建設課": ("1-1-指1",), "生涯学習課": ("1-1-指2", "1-1-役1")}
    for name, numbers in theirs.items():
        items = tuple(mailing.item(number) for number in numbers)
        mailing.do(c.AssignResponsibility, plan_id=mailing.plan, indicator_ids=items, department=name)
    page = words(office.get("/mail"))
    assert "令和7年度の見直し：まだ送っていない1名" in page
    assert "生涯学習課：2件。メールアドレスのある「生涯学習課」の利用者がいません" in page
    assert "担当課の決まっていない項目：1件" in page
    mailing.to_proposal(cycle)
    assert "照会のメールが届かない項目" not in words(office.get("/mail"))


# --- with 「委員に見せる」


def considered(city, cycle):
    city.checked(cycle)
    city.considered(cycle)


def show(client, city, cycle, number="1-1-指1", version=1, **more):
    city.drafted(cycle, number, based_on=version - 1)
    return send(client, f"/indicators/{city.item(number)}/drafts/{version}/show", city, **{"cycle_id": cycle} | more)


def test_showing_a_draft_says_whom_it_reaches(office, mailing, cycle):
    considered(mailing, cycle)
    mailing.drafted(cycle)
    page = words(office.get(f"/indicators/{mailing.item('1-1-指1')}"))
    assert "委員に見せると、1名にメールが送られ" in page
    assert "郵送の3名には、紙でお知らせください。見せた後の修正は履歴に残ります。" in page
    assert "戻る" in page


def test_drafts_shown_in_one_sitting_are_one_mail_an_hour_after_the_last(office, mailing, host, cycle):
    considered(mailing, cycle)
    assert show(office, mailing, cycle, command_id=(first := mailing.id())).status_code == 303
    mailing.chance.advance(40 * MINUTE)
    assert show(office, mailing, cycle, "1-1-指2").status_code == 303
    assert "ご意見のお願いこれから送ります" in words(office.get("/mail"))
    assert "ご意見のお願い令和7年度の見直し：まだ" not in words(office.get("/mail"))
    mailing.chance.advance(40 * MINUTE)
    assert tick(mailing.engine, mailing.settings).sent == 0
    mailing.chance.advance(20 * MINUTE)
    assert tick(mailing.engine, mailing.settings).sent == 1
    (mail,) = host.handler.mails
    assert mail.subject == "【川辺市】ご意見のお願い（2点）"
    again = f"/indicators/{mailing.item('1-1-指1')}/drafts/1/show"
    assert send(office, again, mailing, cycle_id=cycle, command_id=first).status_code == 303
    assert Deliveries(mailing.engine).waiting() == []
    assert Deliveries(mailing.engine).recent()[0].asked_by == mailing.people[CLERK]


def test_what_is_shown_after_the_mail_waits_for_a_press(office, mailing, cycle):
    considered(mailing, cycle)
    show(office, mailing, cycle)
    mailing.chance.advance(60 * MINUTE)
    assert tick(mailing.engine, mailing.settings).sent == 1
    show(office, mailing, cycle, "1-1-指2")
    assert Deliveries(mailing.engine).waiting() == []
    assert "ご意見のお願い令和7年度の見直し：まだ送っていない1名" in words(office.get("/mail"))
    mailing.drafted(cycle, "1-1-役1")
    page = words(office.get(f"/indicators/{mailing.item('1-1-役1')}"))
    assert "お願いのメールはもう送っています。この項目のことは「送信の記録」から送れます。" in page


def test_what_was_taken_back_before_its_mail_brings_none_and_the_next_one_does(office, mailing, cycle):
    considered(mailing, cycle)
    show(office, mailing, cycle)
    item = mailing.item("1-1-指1")
    mailing.do(c.TakeBackDraft, cycle_id=cycle, indicator_id=item, number=1, reason="違う版でした。")
    mailing.chance.advance(60 * MINUTE)
    assert tick(mailing.engine, mailing.settings).dropped == 1
    show(office, mailing, cycle, version=2)
    mailing.chance.advance(60 * MINUTE)
    assert tick(mailing.engine, mailing.settings).sent == 1


def test_a_refused_showing_brings_no_mail(office, mailing, cycle):
    considered(mailing, cycle)
    assert show(office, mailing, cycle, cycle_id=mailing.id()).status_code in {404, 422}
    assert Deliveries(mailing.engine).waiting() == []


def test_in_the_demo_showing_sends_nothing_and_says_so(mailing, cycle):
    mailing.info = DemoInfo("見本です。", ())
    clerk = People(mailing)(CLERK)
    considered(mailing, cycle)
    mailing.drafted(cycle, "1-1-指2")
    page = words(clerk.get(f"/indicators/{mailing.item('1-1-指2')}"))
    assert "1名にメールが送られ（見本では、送られません）" in page
    assert show(clerk, mailing, cycle).status_code == 303
    assert Deliveries(mailing.engine).waiting() == []


def test_what_goes_out_by_itself_is_told_before(office, mailing, cycle):
    shown(mailing, cycle)
    page = words(office.get("/mail"))
    assert "令和7年5月27日（火）9時00分：令和7年度の見直し「提案」の締切（5月30日（金））のお知らせ。" in page
    assert "お返事がまだの1名（いまのところ）" in page
    assert "ご意見のお願い令和7年度の見直し：まだ送っていない1名" in page


def test_a_mail_that_was_refused_is_sent_again_by_a_press(office, mailing, host, cycle):
    shown(mailing, cycle)
    send(office, "/mail", mailing, kind="request", about=cycle)
    host.handler.answers = ["554 not today"]
    assert tick(mailing.engine, mailing.settings).refused == 1
    page = office.get("/mail")
    assert "受け付けられませんでした（554）" in words(page)
    (delivery,) = Deliveries(mailing.engine).recent()
    assert send(office, "/mail/again", mailing, key=delivery.key).status_code == 303
    assert tick(mailing.engine, mailing.settings).sent == 1
    assert send(office, "/mail/again", mailing, key=delivery.key).status_code == 404


def test_members_without_an_address_are_named(office, mailing):
    page = words(office.get("/mail"))
    assert "メールアドレスのない委員" in page
    assert CHAIR.replace(" ", "") in page.partition("メールアドレスのない委員")[2]


def test_without_a_mail_server_nothing_is_sent(clerk, city, cycle):
    assert "見本では、メールは送られません" in words(clerk.get("/mail"))
    response = send(clerk, "/mail", city, kind="invitation", about=city.council)
    assert response.status_code == 422
    assert "メールサーバーの設定がないため、送れません" in words(response)
    assert Deliveries(city.engine).waiting() == []
    assert Settings().sends_mail is False


@pytest.mark.parametrize("kind", ["reminder", "receipt", "x"])
def test_what_goes_out_by_itself_is_not_sent_by_hand(office, mailing, cycle, kind):
    assert send(office, "/mail", mailing, kind=kind, about=cycle).status_code == 404


@pytest.mark.parametrize("who", [DEPARTMENT, AUDITOR, MEMBER, None])
def test_the_page_is_the_office_s(person, city, who):
    client = person(who)
    assert client.get("/mail").status_code == 403
    for url in ("/mail", "/mail/again"):
        assert send(client, url, city, kind="invitation", about=city.council, key="k").status_code == 403
