"""会議メモ, what a meeting amends and continues, and who acts as the chair: on the pages."""

import pytest

from domain import commands as c
from tests.web.browsing_client import day, send, words
from tests.web.small_city import CLERK, DEPARTMENT, MEMBER


@pytest.fixture
def session(city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    city.proposed(cycle, "1-1-指2", "靴箱と手洗い台の高さが子どもに合っている。")
    called = city.session(cycle, ("1-1-指1", 1), ("1-1-指2", 1))
    city.do(c.RecordAttendance, session_id=called, present=(1, 2), presiding=1)
    return called


def key(city, number, version=1):
    return f"{city.item(number)} {version}"


def note(clerk, city, session, **fields):
    return send(clerk, f"/sessions/{session}/speeches", city, **fields)


def test_a_speech_becomes_one_or_more_opinions_of_its_speaker(clerk, city, cycle, session):
    said = {"who": "3", "body": "雨の日だけ午前に開けて。靴箱も低くして。"}
    assert note(clerk, city, session, **said).status_code == 303
    (at,) = city.meeting(session).speeches
    for place, body in (
        (city.item("1-1-指1"), "雨の日だけ午前に開けて。"),
        (city.item("1-1-指2"), "靴箱も低くして。"),
        ("", "x"),
    ):
        url = f"/sessions/{session}/speeches/{at}/opinions"
        assert send(clerk, url, city, place=place, body=body).status_code == 303
    opinions = city.engine.read_models.opinions.cycle_opinions(cycle)
    assert [(o.author, o.seat, o.medium, o.speech) for o in opinions] == [
        (city.people["北原 トミ"], 3, "spoken", at)
    ] * 3
    page = words(clerk.get(f"/sessions/{session}/speeches"))
    assert "意見No.1　1-①-指1開放" in page or "意見No.11-①-指1開放" in page


def test_somebody_without_a_seat_is_named(clerk, city, cycle, session):
    refused = note(clerk, city, session, who="", body="調べます。", sent_from="speech")
    assert refused.status_code == 422
    assert "発言した方を選ぶか、お名前を入れてください" in words(refused)
    assert "調べます。" in refused.text
    note(clerk, city, session, who="", speaker="傍聴の方", body="駐車場がほしい。")
    (at,) = city.meeting(session).speeches
    fields = {"place": "", "body": "駐車場がほしい。", "author_name": "傍聴の方", "source": "citizen"}
    assert send(clerk, f"/sessions/{session}/speeches/{at}/opinions", city, **fields).status_code == 303
    (opinion,) = city.engine.read_models.opinions.cycle_opinions(cycle)
    assert (opinion.author, opinion.source) == (None, "citizen")


def test_what_was_said_comes_in_after_the_deadline_and_after_the_meeting(person, city, cycle, session):
    note(person(CLERK), city, session, who="2", body="土曜は無理でも、雨の日に。")
    city.do(c.SetDeadline, cycle_id=cycle, step="proposal", due=city.end(day_after(city)))
    city.do(c.CloseSession, session_id=session)
    city.chance.advance(10 * 86_400_000_000)
    (at,) = city.meeting(session).speeches
    fields = {"place": city.item("1-1-指1"), "body": "土曜は無理でも、雨の日に。"}
    assert send(person(CLERK), f"/sessions/{session}/speeches/{at}/opinions", city, **fields).status_code == 303


def day_after(city):
    return city.engine.now().date()


@pytest.mark.parametrize("name", [MEMBER, DEPARTMENT])
def test_the_minutes_are_the_secretariat_s(person, city, session, name):
    assert person(name).get(f"/sessions/{session}/speeches").status_code == 403
    assert note(person(name), city, session, who="2", body="x").status_code == 403
    assert "会議メモ" not in words(person(name).get(f"/sessions/{session}"))


def test_a_meeting_amends_and_approves_what_it_amended(clerk, city, cycle, session):
    item = city.item("1-1-指1")
    assert f"/indicators/{item}/proposal?session={session}" in clerk.get(f"/sessions/{session}").text
    page = clerk.get(f"/indicators/{item}/proposal?session={session}")
    assert "会議での修正をつくる" in words(page)
    assert f'name="session_id" value="{session}"' in page.text
    fields = {
        "cycle_id": cycle, "based_on": "1", "proposal_kind": "revise", "session_id": session, "reason": "会議の意見",
        "text-1": "東・南の2館で月2回、親子に開放している。", "revision-1": "1",
    }  # fmt: skip
    response = send(clerk, f"/indicators/{item}/proposals", city, **fields)
    assert response.headers["location"] == f"/sessions/{session}"
    page = clerk.get(f"/sessions/{session}")
    assert "会議で修正した第2版" in words(page)
    assert f'value="{key(city, "1-1-指1", 2)}"' in page.text
    chosen = {"proposals": key(city, "1-1-指1", 2), "manner": "異議なし"}
    wrong = send(clerk, f"/sessions/{session}/decisions", city, decision="approved", **chosen)
    assert "会議で直した案は「修正のうえ承認」" in words(wrong)
    assert (
        send(clerk, f"/sessions/{session}/decisions", city, decision="approved_as_amended", **chosen).status_code == 303
    )
    assert "修正のうえ承認" in words(clerk.get(f"/sessions/{session}"))
    assert city.state("1-1-指1").proposals[cycle, 2].state == "adopted"


def test_a_continued_matter_is_offered_to_the_next_agenda(clerk, city, cycle, session):
    chosen = {"proposals": key(city, "1-1-指2"), "decision": "continued", "manner": "異議なし"}
    assert send(clerk, f"/sessions/{session}/decisions", city, **chosen).status_code == 303
    city.do(c.CloseSession, session_id=session)
    assert "（文の見直し・継続審議）" in words(clerk.get(f"/cycles/{cycle}/sessions/new"))
    assert "継続審議" in words(clerk.get("/board"))
    again = city.session(cycle, ("1-1-指2", 1))
    assert city.engine.read_models.board.item(cycle, city.item("1-1-指2")).state == "session"
    assert city.meeting(again).agenda[0].version == 1


def test_a_meeting_without_quorum_ends_as_a_talk(clerk, city, session):
    city.do(c.RecordAttendance, session_id=session, present=(2,), presiding=2)
    note(clerk, city, session, who="2", body="せっかくなので話しました。")
    city.do(c.CloseSession, session_id=session)
    assert "会議は成立しませんでした（懇談会として記録）。" in words(clerk.get(f"/sessions/{session}"))
    assert len(city.meeting(session).speeches) == 1


def test_a_member_acts_as_the_chair(person, clerk, city, cycle):
    page = clerk.get("/people")
    assert "会長の職務を代理する委員を記録する" in words(page)
    url, days = f"/councils/{city.council}/acting-chairs", day("since", 7, 5, 1) | day("until", "", "", "")
    assert "代理する理由を入れてください" in words(send(clerk, url, city, seat="2", **days))
    assert send(clerk, url, city, seat="2", ground="会長の入院のため", **days).status_code == 303
    assert "（会長の職務を代理しています）" in words(clerk.get("/people"))
    city.to_proposal(cycle)
    session = city.session(cycle)
    assert [e.seat for e in city.meeting(session).roll if e.acting] == [2]
    assert "委員2（会長の職務を代理）" in words(clerk.get(f"/sessions/{session}"))
    assert send(person(MEMBER), url, city, seat="3", ground="x", **days).status_code == 403


def test_the_acting_chair_confirms_what_was_entrusted(person, city, session):
    entry = c.AgendaEntry(indicator=city.item("1-1-指1"), version=1)
    ruling = city.do(
        c.RecordDecision, session_id=session, decision="entrusted", proposals=(entry,), manner="異議なし"
    )  # fmt: skip
    fields = {"decision": str(ruling), "proposal": key(city, "1-1-指1"), "medium": "web"}
    assert send(person(MEMBER), f"/sessions/{session}/confirmations", city, **fields).status_code == 403
    city.do(
        c.NameActingChair, CLERK, council_id=city.council, seat=2, since=city.engine.now().date(), ground="会長の入院"
    )  # fmt: skip
    assert send(person(MEMBER), f"/sessions/{session}/confirmations", city, **fields).status_code == 303
