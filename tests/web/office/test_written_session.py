"""A written session on its pages: called, asked about, voted on, typed in from paper, counted, read afterwards."""

from datetime import date

import pytest

from domain import commands as c
from domain.review_cycle import ReviewCycle
from pdca.checklist import checklist
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import AUDITOR, CHAIR, CLERK, DEPARTMENT, MEMBER

DUE = date(2025, 6, 16)
OLD = "北原 トミ"


@pytest.fixture
def proposals(city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    city.proposed(cycle, "1-1-指2", "靴箱と手洗い台の高さが子どもに合っている。")
    return [key(city, "1-1-指1"), key(city, "1-1-指2")]


def key(city, number, version=1):
    return f"{city.item(number)} {version}"


def entry(city, number):
    return c.AgendaEntry(indicator=city.item(number), version=1)


@pytest.fixture
def session(city, cycle, proposals):
    called = city.id()
    agenda = (entry(city, "1-1-指1"), entry(city, "1-1-指2"))
    city.do(
        c.CallSession, session_id=called, cycle_id=cycle, title="令和7年度書面会議", held_on=date(2025, 5, 12),
        form="written", agenda=agenda, due=city.end(DUE),
    )  # fmt: skip
    city.at(date(2025, 6, 2))
    return called


def ballot(city, first="agree", second="agree", **more):
    return {"given": "yes", "consent_id": city.id(), "choice-1": first, "choice-2": second} | more


def vote(person, city, session, name, **more):
    return send(person(name), f"/sessions/{session}/ballot", city, **ballot(city, **more))


def paper(city, seat=3, postmarked=(7, 6, 13), arrived=(7, 6, 17), **more):
    sent = ballot(city) | {"seat": str(seat), "medium": "paper"} | more
    return sent | day("postmarked_on", *postmarked) | day("arrived_on", *arrived)


def test_a_written_session_is_called_with_its_rules_and_deadline(clerk, city, cycle, proposals):
    page = words(clerk.get(f"/cycles/{cycle}/sessions/new"))
    assert "書面会議は、委員の過半数の同意があるときに行います（条例第7条第4項）" in page
    assert "当日消印有効" in page
    session = city.id()
    fields = {"session_id": session, "title": "書面会議", "agenda": proposals, "held": "written", "round": "question"}
    dates = day("held_on", 7, 5, 12) | day("due", 7, 6, 16)
    response = send(clerk, f"/cycles/{cycle}/sessions", city, **fields, **dates)
    assert response.headers["location"] == f"/sessions/{session}"
    state = city.meeting(session)
    assert (state.form, state.round, state.due) == ("written", "question", city.end(DUE))
    without = send(
        clerk,
        f"/cycles/{cycle}/sessions",
        city,
        **{**fields, "session_id": city.id()},
        **dates | day("due", "", "", ""),
    )
    assert without.status_code == 422
    assert "期限を入れてください" in words(without)


def test_a_member_finds_the_session_on_the_first_page_and_votes(person, city, session):
    assert f'href="/sessions/{session}"' in person(MEMBER).get("/").text
    page = words(person(MEMBER).get(f"/sessions/{session}"))
    assert "期限までに提出がない場合は、欠席と同じ扱いになります（条例第6条）。" in page
    response = vote(person, city, session, MEMBER, second="oppose", **{"reason-2": "財源が心配です。"})
    assert response.status_code == 303
    assert city.meeting(session).voters == {2}
    page = words(person(MEMBER).get(f"/sessions/{session}"))
    assert "あなたの表決を受け付けました" in page
    assert "あなたの表決：反対（財源が心配です。）" in page
    assert "表決を送る" not in page
    assert "書面会議のお願い" not in words(person(MEMBER).get("/"))


@pytest.mark.parametrize(
    ("left_out", "said"),
    [("given", "同意するかどうかを選んでください"), ("choice-2", "賛成・反対・保留のいずれかを選んでください")],
)
def test_a_sheet_that_is_not_filled_in_is_refused_whole(person, city, session, left_out, said):
    fields = ballot(city, **{"reason-1": "書いた理由"}) | {left_out: "", "sent_from": "ballot"}
    response = send(person(MEMBER), f"/sessions/{session}/ballot", city, **fields)
    assert response.status_code == 422
    assert said in words(response)
    assert "書いた理由" in response.text
    assert (city.meeting(session).voters, city.meeting(session).consents) == (frozenset(), {})


def test_a_second_vote_is_refused_and_the_same_sending_happens_once(person, city, session):
    fields = ballot(city) | {"command_id": city.id()}
    for _ in range(2):
        assert person(MEMBER).post(f"/sessions/{session}/ballot", data=fields).status_code == 303
    response = vote(person, city, session, MEMBER, first="oppose")
    assert response.status_code == 422
    assert "表決は一度だけです" in words(response)


def test_after_the_deadline_the_form_is_gone_and_a_direct_post_refused(person, city, session):
    city.at(date(2025, 6, 17))
    assert "表決を送る" not in words(person(MEMBER).get(f"/sessions/{session}"))
    response = vote(person, city, session, MEMBER)
    assert response.status_code == 422
    assert "（当日消印有効）でした" in words(response)


def test_the_office_types_in_a_paper_by_its_postmark(person, city, session):
    city.at(date(2025, 6, 18))
    response = send(person(CLERK), f"/sessions/{session}/ballots", city, **paper(city, **{"reason-1": "よい案です。"}))
    assert response.status_code == 303
    page = words(person(CLERK).get(f"/sessions/{session}"))
    assert "消印6月13日（金）・到着6月17日（火）" in page
    assert "まだ表決が届いていない委員（2名）" in page
    assert city.meeting(session).consents == {3: True}
    late = send(person(CLERK), f"/sessions/{session}/ballots", city, **paper(city, seat=2, postmarked=(7, 6, 17)))
    assert late.status_code == 422
    assert "期限は6月16日（月）" in words(late)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"seat": ""}, "委員を選んでください"),
        ({"medium": ""}, "受付方法を選んでください"),
        ({"given": "", "choice-1": "", "choice-2": ""}, "同意か表決を選んでください"),
    ],
)
def test_a_paper_that_says_too_little_is_refused(person, city, session, fields, said):
    city.at(date(2025, 6, 18))
    response = send(person(CLERK), f"/sessions/{session}/ballots", city, **paper(city, **fields))
    assert response.status_code == 422
    assert said in words(response)


def test_a_late_paper_is_recorded_as_invalid_with_its_ground(person, city, session):
    city.at(date(2025, 6, 19))
    days = day("postmarked_on", 7, 6, 17) | day("arrived_on", 7, 6, 18)
    refused = send(person(CLERK), f"/sessions/{session}/invalid-ballots", city, seat="3", medium="paper", **days)
    assert "無効とする理由を選んでください" in words(refused)
    fields = {"seat": "3", "medium": "paper", "ground": "late"} | days
    assert send(person(CLERK), f"/sessions/{session}/invalid-ballots", city, **fields).status_code == 303
    assert "期限の後に届いた・消印6月17日（火）・到着6月18日（水）" in words(person(CLERK).get(f"/sessions/{session}"))


def test_questions_come_first_and_are_answered_on_the_page(person, city, session, cycle):
    city.do(c.OpenRound, session_id=session, round="question", due=city.end(date(2025, 6, 9)))
    page = words(person(MEMBER).get(f"/sessions/{session}"))
    assert "この議案について質問する" in page
    assert "表決を送る" not in page
    fields = {"place": key(city, "1-1-指1"), "body": "費用はいくらですか。"}
    assert send(person(MEMBER), f"/sessions/{session}/questions", city, **fields).status_code == 303
    (asked,) = city.engine.read_models.opinions.cycle_opinions(cycle)
    assert (asked.session, asked.subject, asked.version) == (session, "proposal", 1)
    city.do(
        c.AnswerComment, cycle_id=cycle, indicator_id=city.item("1-1-指1"), comment=asked.position,
        disposition="answered", body="予算の範囲で行います。",
    )  # fmt: skip
    assert "市の考え方：予算の範囲で行います。" in words(person(MEMBER).get(f"/sessions/{session}"))
    assert (
        send(person(CLERK), f"/sessions/{session}/rounds", city, round="ballot", **day("due", 7, 6, 16)).status_code
        == 303
    )
    assert "表決を送る" in words(person(MEMBER).get(f"/sessions/{session}"))


def test_the_result_is_fixed_with_its_numbers_and_rule(person, city, session):
    for name in (CHAIR, MEMBER):
        vote(person, city, session, name, second="agree" if name == CHAIR else "oppose")
    refused = send(person(CLERK), f"/sessions/{session}/close", city)
    assert refused.status_code == 422
    assert "未提出1名" in words(refused)
    city.at(date(2025, 6, 18))
    send(person(CLERK), f"/sessions/{session}/ballots", city, **paper(city, **{"choice-2": "reserve"}))
    assert send(person(CLERK), f"/sessions/{session}/close", city).status_code == 303
    page = words(person(CLERK).get(f"/sessions/{session}/result"))
    assert "表決は3名（必要2名）、書面会議への同意は3名（必要2名）で、書面会議は成立しました。" in page
    assert "表決3名（条例第6条により、必要2名）" in page
    assert "3名（条例第7条第4項により、必要2名）" in page
    assert "賛成3・反対0" in page
    assert "賛成1・反対1・保留1・可否同数のため会長の決定" in page
    assert "会長の決するところによります" in page
    assert "有効（当日消印有効）" in page
    states = [city.state(n).proposals[next(iter(city.state(n).steps)), 1].state for n in ("1-1-指1", "1-1-指2")]
    assert states == ["adopted", "adopted"]


def test_members_read_the_numbers_and_not_how_others_voted(person, city, session):
    vote(person, city, session, CHAIR, second="oppose", **{"reason-2": "財源が心配です。"})
    for name, sees in ((MEMBER, False), (DEPARTMENT, False), (CLERK, True), (AUDITOR, True)):
        assert ("財源が心配です。" in words(person(name).get(f"/sessions/{session}"))) is sees, name
    vote(person, city, session, MEMBER)
    city.at(date(2025, 6, 18))
    send(person(CLERK), f"/sessions/{session}/close", city)
    for path in ("", "/result"):
        page = words(person(MEMBER).get(f"/sessions/{session}{path}"))
        assert "賛成1・反対1・未提出1・可否同数のため会長の決定" in page
        assert "財源が心配です。" not in page
        assert "書面の受付" not in page


def test_without_enough_ballots_nothing_is_decided(person, city, session):
    vote(person, city, session, MEMBER)
    city.at(date(2025, 6, 18))
    send(person(CLERK), f"/sessions/{session}/close", city)
    page = words(person(MEMBER).get(f"/sessions/{session}"))
    assert "書面会議は成立しませんでした。決定したことはありません。" in page
    assert city.meeting(session).rulings == {}


def test_the_page_waits_for_no_ballot_of_who_has_left_the_council(person, city, session):
    page = words(person(CLERK).get(f"/sessions/{session}"))
    assert "まだ表決が届いていない委員（3名）" in page
    for name in (CHAIR, MEMBER):
        vote(person, city, session, name)
    assert "表決できる全員の表決が届いています" not in words(person(CLERK).get(f"/sessions/{session}"))
    city.do(c.VacateSeat, council_id=city.council, seat=3, on=date(2025, 6, 2))
    page = words(person(CLERK).get(f"/sessions/{session}"))
    assert "未提出（委員でなくなったため、待っていません）" in page
    assert "まだ表決が届いていない委員" not in page
    assert "表決できる全員の表決が届いています" in page
    assert "書面会議のお願い" not in words(person(OLD).get("/"))
    assert send(person(CLERK), f"/sessions/{session}/close", city).status_code == 303
    assert city.meeting(session).closed


@pytest.mark.parametrize("closed", [False, True])
def test_every_place_that_the_checklist_points_to_is_on_the_page(person, city, cycle, session, closed):
    if closed:
        city.at(date(2025, 6, 17))
        city.do(c.CloseSession, session_id=session)
    found = checklist(city.engine, city.load(ReviewCycle, cycle), city.meeting(session))
    for name in (CLERK, AUDITOR):
        page = person(name).get(f"/sessions/{session}").text
        assert [r.what for r in found.requirements if f'id="{r.anchor}"' not in page] == []
    assert "委員3名の過半数（2名以上）の表決で成立します" in words(person(MEMBER).get(f"/sessions/{session}"))


def test_the_result_sheet_is_there_only_after_the_end(person, city, session):
    assert person(CLERK).get(f"/sessions/{session}/result").status_code == 404


@pytest.mark.parametrize("path", ["ballots", "invalid-ballots", "rounds", "close"])
@pytest.mark.parametrize("name", [MEMBER, DEPARTMENT])
def test_what_the_office_does_is_refused_to_others(person, city, session, path, name):
    city.at(date(2025, 6, 18))
    fields = paper(city) | {"ground": "other", "note": "x", "round": "ballot"} | day("due", 7, 6, 30)
    response = send(person(name), f"/sessions/{session}/{path}", city, **fields)
    assert response.status_code == 403
    assert city.meeting(session).voters == frozenset()


def test_nobody_votes_in_another_s_name(person, city, session):
    for name in (CLERK, DEPARTMENT, AUDITOR):
        assert vote(person, city, session, name).status_code in {403, 422}
    assert city.meeting(session).voters == frozenset()
    assert person().post(f"/sessions/{session}/ballot", data={}).status_code in {303, 401, 403}


def test_htmx_gets_the_page_s_main_part(person, city, session):
    response = htmx(person(MEMBER), f"/sessions/{session}/ballot", city, **ballot(city))
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "表決を受け付けました。" in words(response)


def test_the_days_of_a_written_session_are_in_the_calendar_and_in_the_handover(person, session):
    assert "VALUE=DATE:20250616" in person(MEMBER).get("/calendar.ics").text
    assert "令和7年度書面会議：提出の期限" in words(person(CLERK).get("/plans/kawabe/handover"))
