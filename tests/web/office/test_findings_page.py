"""手続の点検: rules of a meeting against its record, and days beside each other, without blame."""

from datetime import date

import pytest

from domain import commands as c
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.checklist import checklist
from pdca.findings import findings
from tests.web.browsing_client import words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

MEETING = date(2025, 5, 20)


@pytest.fixture
def session(city, cycle):
    made = city.id()
    city.do(c.CallSession, session_id=made, cycle_id=cycle, title="第1回会議", held_on=MEETING)
    return made


def attend(city, session, *present):
    if japan_day(city.engine.now()) < MEETING:
        city.at(MEETING)
    city.do(c.RecordAttendance, session_id=session, present=present, presiding=present[0])


def table(city, cycle, session):
    found = checklist(city.engine, city.load(ReviewCycle, cycle), city.load(Session, session))
    return {row.what: (row.record, row.verdict) for row in found.requirements}, found.facts


def found(city, cycle):
    return [(each.kind, each.words) for each in findings(city.engine, city.load(ReviewCycle, cycle))]


def test_a_meeting_without_attendance_has_no_record_and_that_is_not_enough(city, cycle, session):
    rows, facts = table(city, cycle, session)
    assert rows["その日の委員による名簿"] == ("委員3名", "met")
    for what in ("出席者がその日に任期中", "定足数", "議長", "会議資料の決裁"):
        assert rows[what] == ("", "no_record")
    assert facts == ()


def test_a_meeting_by_the_rules_is_met_row_by_row(city, cycle, session):
    city.at(MEETING)
    attend(city, session, 1, 2)
    rows, _ = table(city, cycle, session)
    assert rows["出席者がその日に任期中"] == ("出席2名とも任期中", "met")
    assert rows["定足数"] == ("委員3名のうち出席2名（2名以上が必要）", "met")
    assert rows["議長"] == ("会長", "met")


def test_too_few_and_another_in_the_chair_are_said(city, cycle, session):
    attend(city, session, 2)
    rows, _ = table(city, cycle, session)
    assert rows["定足数"][1] == "not_met"
    assert rows["議長"] == ("委員2（職務代理の記録なし）", "no_record")


def test_who_acts_as_the_chair_on_that_day_presides_by_the_rules(city, cycle, session):
    acting = {"seat": 2, "since": date(2025, 5, 1), "until": date(2025, 5, 31), "ground": "会長の入院のため"}
    city.do(c.NameActingChair, council_id=city.council, **acting)
    attend(city, session, 2, 3)
    rows, _ = table(city, cycle, session)
    assert rows["議長"] == ("委員2（会長の職務を代理する記録あり）", "met")


def test_the_approval_of_the_papers_is_named_by_day_number_and_post(city, cycle, session):
    city.at(MEETING)
    paper = {"on": date(2025, 5, 12), "document_number": "子第412号", "post": "子ども課長"}
    city.do(c.RecordApproval, stream_id=session, subject="pack", **paper)
    rows, _ = table(city, cycle, session)
    assert rows["会議資料の決裁"] == ("令和7年5月12日（月）、子第412号、子ども課長", "met")


def test_a_written_session_is_asked_for_ballots_and_not_for_attendance(city, cycle):
    city.proposed(cycle, "1-将", "屋根がある。")
    session, entry = city.id(), c.AgendaEntry(indicator=city.item("1-将"), version=1)
    city.do(
        c.CallSession, session_id=session, cycle_id=cycle, title="書面会議", held_on=MEETING, form="written",
        agenda=(entry,), due=city.end(date(2025, 6, 16)),
    )  # fmt: skip
    rows, _ = table(city, cycle, session)
    assert rows["定足数"] == ("", "no_record")
    assert not {"議長", "出席者がその日に任期中"} & set(rows)
    vote = (c.BallotVote(indicator=entry.indicator, version=1, choice="agree"),)
    for name in (CHAIR, MEMBER):
        city.do(c.CastBallot, name, session_id=session, votes=vote)
    assert table(city, cycle, session)[0]["定足数"] == ("委員3名のうち表決2名（2名以上が必要）", "met")


def test_who_was_no_member_any_more_on_that_day_is_named_by_seat(city, cycle, session):
    attend(city, session, 1, 2)
    city.do(c.VacateSeat, council_id=city.council, seat=2, on=date(2025, 5, 1))
    rows, _ = table(city, cycle, session)
    assert rows["出席者がその日に任期中"] == ("委員2は、令和7年5月20日（火）に任期中の記録がありません", "not_met")
    assert rows["その日の委員による名簿"][1] == "not_met"


def test_what_was_entrusted_waits_for_its_confirmation(city, cycle):
    session = city.id()
    item = city.item("1-将")
    bullet = (c.Bullet(id=1, text="屋根がある。", text_revision=1),)
    city.do(
        c.ProposeImprovement, cycle_id=cycle, indicator_id=item, proposal_kind="revise", reason="声", statements=bullet
    )
    agenda = (c.AgendaEntry(indicator=item, version=1),)
    city.do(c.CallSession, session_id=session, cycle_id=cycle, title="第1回会議", held_on=MEETING, agenda=agenda)
    attend(city, session, 1, 2)
    assert table(city, cycle, session)[0]["議題の決定"] == ("", "no_record")
    decision = city.do(c.RecordDecision, session_id=session, decision="entrusted", proposals=agenda, manner="異議なし")
    rows, _ = table(city, cycle, session)
    assert rows["議題の決定"] == ("議題1件のうち決定1件", "met")
    assert rows["会長一任の確認"] == ("一任1件のうち確認0件", "no_record")
    city.do(
        c.ConfirmEntrusted,
        session_id=session,
        decision=decision,
        proposal=agenda[0],
        confirmed_on=city.engine.now().date(),
        medium="telephone",
    )
    assert table(city, cycle, session)[0]["会長一任の確認"][1] == "met"
    city.do(
        c.ReviseIndicator, cycle_id=cycle, indicator_id=item, version=1, effective_on=MEETING, advanced=()
    )  # fmt: skip
    assert [kind for kind, _ in found(city, cycle)] == ["one_person"]


def test_the_day_of_the_meeting_and_of_the_entry_are_a_fact_without_verdict(city, cycle, session):
    city.at(date(2025, 7, 3))
    attend(city, session, 1, 2)
    _, facts = table(city, cycle, session)
    assert facts == ("会議日：令和7年5月20日（火）／入力日：令和7年7月3日（木）（紙の記録：なし）",)


def comment(city, cycle, **more):
    fields = {"place": c.Place(indicator_id=city.item("1-1-指1")), "body": "雨の日も。", **more}
    return city.do(c.SubmitComment, cycle_id=cycle, author=city.people[MEMBER], **fields)


def test_a_paper_that_lay_for_weeks_shows_both_days(city, cycle):
    city.at(date(2025, 6, 30))
    comment(city, cycle, medium="paper", received_on=date(2025, 6, 20))
    comment(city, cycle, medium="paper", received_on=date(2025, 5, 30))
    assert found(city, cycle) == [
        (
            "typed_in_later",
            "意見No.2（紙）　受付日：令和7年5月30日（金）／入力日：令和7年6月30日（月）（紙の記録：なし）",
        )
    ]


def test_an_answer_after_the_meeting_is_said_until_then_as_missing(city, cycle, session):
    at = comment(city, cycle, medium="telephone", received_on=date(2025, 5, 12))
    attend(city, session, 1, 2)
    assert found(city, cycle) == []
    city.do(c.CloseSession, session_id=session)
    (line,) = found(city, cycle)
    assert line == (
        "answered_after_session",
        "意見No.1　受付日：令和7年5月12日（月）／次の会議日：令和7年5月20日（火）／回答：まだありません",
    )
    city.at(date(2025, 6, 2))
    fields = {"cycle_id": cycle, "indicator_id": city.item("1-1-指1"), "disposition": "noted", "body": "参考とします。"}
    city.do(c.AnswerComment, comment=at, **fields)
    assert found(city, cycle)[0][1].endswith("回答日：令和7年6月2日（月）")


def test_a_fact_from_before_a_star_that_was_known_after_it_has_three_days(city, cycle, session):
    attend(city, session, 1, 2)
    item = {"indicator_id": city.item("1-1-指1"), "statement": 2, "text_revision": 1}
    city.do(c.GrantStar, session_id=session, **item, reason="開けている")
    city.at(date(2025, 6, 30))
    fields = {"indicator_id": item["indicator_id"], "texts": ("休館。",), "as_of_date": date(2025, 5, 15)}
    city.do(c.CheckStatus, cycle_id=cycle, **fields)
    days = "事実の日：令和7年5月15日（木）／★の日：令和7年5月20日（火）／入力日：令和7年6月30日（月）"
    assert ("known_later", f"1-①-指1 開放　{days}") in found(city, cycle)


def test_a_publication_without_an_approval_is_listed(city, cycle):
    city.do(c.PublishPlan, plan_id=city.plan, on=date(2025, 5, 12), decided_by="子ども課長")
    ((kind, said),) = found(city, cycle)
    assert kind == "publication_without_approval"
    assert said == "第1版（令和7年5月12日（月）公表）　決めた方の職名の記録：あり／決裁の記録：なし"


def test_an_approval_covers_no_later_edition(city, cycle):
    edition = {"plan_id": city.plan, "decided_by": "子ども課長"}
    paper = {"on": date(2025, 5, 12), "document_number": "子第1号", "post": "子ども課長"}
    city.do(c.PublishPlan, **edition, on=date(2025, 5, 12))
    city.do(c.RecordApproval, stream_id=city.plan, subject="publication", **paper)
    assert found(city, cycle) == []
    city.do(c.PublishPlan, **edition, on=date(2025, 5, 12))
    city.do(c.PublishPlan, **edition, on=date(2025, 5, 12))
    assert [said[:3] for _, said in found(city, cycle)] == ["第2版", "第3版"]


def test_auditor_and_secretariat_read_it_and_nobody_else(person, city, cycle, session):
    for name in (AUDITOR, CLERK):
        page = words(person(name).get("/findings"))
        assert "手続の点検表：第1回会議" in page
        assert "定足数条例第6条記録なし" in page
    assert "/findings" in person(AUDITOR).get("/board").text
    for name in (DEPARTMENT, MEMBER, CHAIR):
        assert person(name).get("/findings").status_code == 403
    assert person().get("/findings").status_code == 403


def test_without_a_review_there_is_nothing_to_check(person):
    assert "年度の見直しは、まだありません" in words(person(AUDITOR).get("/findings"))
