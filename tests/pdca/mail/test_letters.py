"""The mails in words: short, plain, with a code that works, and never more than was asked."""

from datetime import date, timedelta

import pytest

from domain import commands as c
from domain.japanese_dates import end_of_day
from pdca.credentials import Credentials
from pdca.mail import due
from pdca.mail.deliveries import Wanted
from pdca.mail.inquiries import inquiries
from pdca.mail.letters import LETTERS
from pdca.mail.requests import requests
from tests.pdca.mail.test_tick import DUE, asked, at
from tests.review import CITIZENS, PLAIN


def send(office, wanted):
    office.deliveries.plan(wanted, office.engine.now(), office.review.clerk)
    return office.tick()


def department(office, name, email):
    """An account of a department."""
    account = office.account(name, email)
    grant = {"account_id": account, "role": "department", "since": date(2025, 4, 1)}
    office.review.do(c.GrantRole, office.review.administrator, **grant)
    return account


def responsible(review, name, *numbers):
    items = tuple(review.items[number] for number in numbers)
    review.do(c.AssignResponsibility, plan_id=review.plan, indicator_ids=items, department=name)


def asked_now(office):
    engine = office.engine
    return inquiries(engine, engine.load(due.ReviewCycle, office.review.cycle), engine.now())


def all_kinds(office):
    """Each kind of mail to the member, in the middle of the year."""
    review, engine = asked(office), office.engine
    said = [review.comment(PLAIN, body=f"意見の{k}つ目です。") for k in range(6)]
    for at_ in said:
        review.answer(at_, PLAIN)
    review.do(c.PublishPlan, on=date(2025, 7, 1), decided_by="課長")
    cycle, now = engine.load(due.ReviewCycle, review.cycle), engine.now()
    department(office, "園田 の課", "ka@example.jp")
    responsible(review, "園田", CITIZENS)
    wanted = [
        *due.invitations(engine, review.council, now), *requests(engine, office.deliveries, cycle, now),
        *inquiries(engine, cycle, now), *due.publications(engine, cycle, now),
    ]  # fmt: skip
    send(office, wanted)
    office.later(minutes=16)
    office.tick()
    at(office, 8)
    office.tick()
    return {each.kind for each in office.deliveries.recent() if each.state == "sent"}


def is_plain(mail):
    """Short, signed, to one person, nothing but text."""
    lines = mail.body.rstrip("\n").splitlines()
    assert len(lines) <= 12, mail.subject
    assert mail.message.get_content_type() == "text/plain"
    assert not list(mail.message.iter_attachments())
    assert "水野市子ども課（0000-00-0000" in lines[-1]
    assert lines[0].endswith(" 様")
    assert len(mail.to) == 1
    assert mail.message["To"] == mail.to[0]
    assert mail.message["Auto-Submitted"] == "auto-generated"


def test_every_mail_is_plain_short_and_signed(office, box):
    assert all_kinds(office) == set(LETTERS) - {"ballot", "ballot_reminder"}
    for mail in box.mails:
        is_plain(mail)
    assert len({mail.message["Message-ID"] for mail in box.mails}) == len(box.mails)


def test_the_sender_may_have_a_name(office, box):
    asked(office)
    at(office, 8)
    office.tick(mail_from="水野市子ども課 <kodomo@city.example>")
    mail = box.mails[0]
    assert mail.sender == "kodomo@city.example"
    assert mail.message["From"] == "水野市子ども課 <kodomo@city.example>"
    assert mail.message["Date"].datetime == office.engine.now()


def test_the_sentences_of_the_office(office, box):
    all_kinds(office)
    subjects = [mail.subject for mail in box.to("miki@example.jp")]
    assert sorted(subjects) == sorted(
        [
            "【水野市】子ども・子育て会議 委員ページのご案内",
            "【水野市】見直した計画を公表しました",
            "【水野市】ご意見のお願い（7月11日（金）まで・1点）",
            "【水野市】いただいたご意見の結果をお知らせします",
            "【水野市】ご意見を受け付けました",
            "【水野市】ご意見の締切は7月11日（金）です",
        ]
    )


def test_the_code_and_the_link_of_a_mail_open_the_member_s_pages(office, box):
    asked(office)
    at(office, 8)
    office.tick()
    (mail,) = box.to("miki@example.jp")
    lines = dict(line.split("：", 1) for line in mail.body.splitlines() if line.startswith(("ページ", "確認コード")))
    token = lines["ページ"].removeprefix("https://minaoshi.example/sign-in/")
    code = lines["確認コード"].removesuffix("（7日間有効）")
    credentials = Credentials(office.engine)
    assert credentials.account_of_link(token) == office.review.member
    office.later(days=6, hours=23)
    assert credentials.sign_in_by_code(code, "192.0.2.1").account == office.review.member


def test_a_request_names_what_is_asked_and_is_sent_again_only_for_more(office, box):
    review = asked(office)
    cycle = office.engine.load(due.ReviewCycle, review.cycle)
    assert send(office, requests(office.engine, office.deliveries, cycle, office.engine.now())).sent == 2
    mail = box.to("miki@example.jp")[0]
    assert mail.subject == "【水野市】ご意見のお願い（7月11日（金）まで・2点）"
    assert "お読みいただく時間の目安は6分です。" in mail.body
    assert "「確認しました（意見なし）」も大切なお返事です。" in mail.body
    assert send(office, requests(office.engine, office.deliveries, cycle, office.engine.now())).sent == 0
    review.propose()
    assert send(office, requests(office.engine, office.deliveries, cycle, office.engine.now())).sent == 2


def test_who_has_answered_everything_is_asked_for_nothing(office, box):
    review = asked(office)
    for number in (PLAIN, CITIZENS):
        review.do(c.Acknowledge, review.member, indicator_id=review.items[number])
    cycle = office.engine.load(due.ReviewCycle, review.cycle)
    assert [w.account for w in requests(office.engine, office.deliveries, cycle, office.engine.now())] == [review.other]


def test_a_receipt_quotes_four_opinions_and_counts_the_rest(office, box):
    review = asked(office)
    for k in range(6):
        review.comment(PLAIN, body=f"意見の{k}つ目です。")
    office.later(minutes=15)
    office.tick()
    (mail,) = box.mails
    assert "「意見の3つ目です」\n（ほか2件）" in mail.body


def test_the_publication_counts_what_was_reflected(office, box):
    review = office.review.whole_year()
    cycle = office.engine.load(due.ReviewCycle, review.cycle)
    send(office, due.publications(office.engine, cycle, office.engine.now()))
    mail = box.to("miki@example.jp")[0]
    assert "ご意見1件のうち1件が計画に反映されました。" in mail.body
    assert "https://minaoshi.example/plans/plan" in mail.body
    assert send(office, due.publications(office.engine, cycle, office.engine.now())).sent == 0


def test_a_department_is_asked_once_per_deadline_for_its_items_and_gets_no_code(office, box):
    review, who = office.review, department(office, "生涯学習課", "gakushu@example.jp")
    responsible(review, "生涯学習課", PLAIN, CITIZENS)
    review.do(c.SetDeadline, step="status_check", due=end_of_day(DUE))
    wanted = asked_now(office)
    assert [each.account for each in wanted] == [who]
    assert send(office, wanted).sent == 1
    (mail,) = box.mails
    assert mail.subject == "令和6年度進捗状況の照会について（依頼）"
    assert "生涯学習課が担当する2件を、見直し台帳のページで7月11日（金）までにご回答願います。" in mail.body
    assert "確認コード" not in mail.body
    assert send(office, asked_now(office)).sent == 0


def test_a_department_without_items_in_the_review_is_not_asked(office):
    review = office.review
    department(office, "健康課", "kenko@example.jp")
    theirs = department(office, "生涯 学習課", "gakushu@example.jp")
    person = department(office, "生涯学習課　佐藤 一", "sato@example.jp")
    assert asked_now(office) == []
    responsible(review, "生涯学習課", PLAIN)
    assert {each.account for each in asked_now(office)} == {theirs, person}


def test_whose_items_went_to_another_department_before_the_mail_is_not_asked(office):
    review = office.review
    department(office, "生涯学習課", "gakushu@example.jp")
    responsible(review, "生涯学習課", PLAIN)
    wanted = asked_now(office)
    responsible(review, "健康課", PLAIN)
    assert send(office, wanted).dropped == 1


@pytest.mark.parametrize("kind", ["request", "reminder", "receipt", "answers", "invitation"])
def test_what_has_become_needless_is_dropped(office, box, kind):
    review = office.review
    stranger = office.account("よその人", "yoso@example.jp")
    about = review.council if kind == "invitation" else review.cycle
    wanted = Wanted(
        key="k", kind=kind, account=stranger, about=about, through=9,
        not_after=office.engine.now() + timedelta(days=1),
    )  # fmt: skip
    assert send(office, [wanted]).dropped == 1
    assert box.mails == []
