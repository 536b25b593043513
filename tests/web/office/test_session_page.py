from datetime import date

import pytest

from domain import commands as c
from tests.web.browsing_client import day, htmx, send, words
from tests.web.small_city import CHAIR, CLERK, DEPARTMENT, MEMBER


@pytest.fixture
def session(city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    city.proposed(cycle, "1-1-指2", "靴箱と手洗い台の高さが子どもに合っている。")
    return city.session(cycle, ("1-1-指1", 1), ("1-1-指2", 1))


@pytest.fixture
def held(city, session):
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    return session


@pytest.fixture
def entrusted(city, held):
    entry = c.AgendaEntry(indicator=city.item("1-1-指1"), version=1)
    city.do(c.RecordDecision, session_id=held, decision="entrusted", proposals=(entry,), manner="異議なし")
    return held


def key(city, number, version=1):
    return f"{city.item(number)} {version}"


def ruling(city, session):
    return next(at for at, each in city.meeting(session).rulings.items() if each.waiting)


def test_a_meeting_is_called_with_an_agenda_of_open_proposals(clerk, city, cycle):
    city.to_proposal(cycle)
    city.proposed(cycle)
    page = clerk.get(f"/cycles/{cycle}/sessions/new")
    assert "1-①-指1開放第1版（文の見直し）" in words(page)
    assert 'value="令和7年度第1回会議"' in page.text
    session = city.id()
    fields = {"session_id": session, "title": "令和7年度第1回会議", "agenda": key(city, "1-1-指1")}
    response = send(clerk, f"/cycles/{cycle}/sessions", city, **fields, **day("held_on", 7, 5, 12))
    assert response.headers["location"] == f"/sessions/{session}"
    assert [entry.version for entry in city.meeting(session).agenda] == [1]


def test_a_meeting_without_a_day_is_refused_and_keeps_the_title(clerk, city, cycle):
    fields = {"sent_from": "call", "session_id": city.id(), "title": "臨時の会議"} | day("held_on", "", "", "")
    response = send(clerk, f"/cycles/{cycle}/sessions", city, **fields)
    assert response.status_code == 422
    assert 'value="臨時の会議"' in response.text
    assert "会議の日を入れてください" in words(response)


def test_before_its_day_nobody_attends_a_meeting(clerk, person, city, cycle):
    session = city.id()
    city.do(c.CallSession, session_id=session, cycle_id=cycle, title="第2回会議", held_on=date(2025, 5, 15))
    page = words(clerk.get(f"/sessions/{session}"))
    assert "出席と決定は、会議の日（5月15日（木））から記録できます。" in page
    assert "出席を記録する" not in page
    response = send(clerk, f"/sessions/{session}/attendance", city, present="1", presiding="1")
    assert response.status_code == 422
    assert "第2回会議は5月15日（木）の会議です。" in words(response)
    city.at(date(2025, 5, 15))
    that_day = send(person(CLERK), f"/sessions/{session}/attendance", city, present="1", presiding="1")
    assert that_day.status_code == 303


def test_a_meeting_moves_to_another_day_and_is_called_off(clerk, person, city, session, cycle):
    moved = send(clerk, f"/sessions/{session}/moves", city, reason="台風のため", **day("held_on", 7, 8, 20))
    assert moved.status_code == 303
    page = clerk.get(f"/sessions/{session}")
    assert "令和7年8月20日（水）" in words(page)
    refused = send(clerk, f"/sessions/{session}/call-off", city, sent_from="off", reason="")
    assert refused.status_code == 422
    send(clerk, f"/sessions/{session}/call-off", city, reason="台風のため")
    page = clerk.get(f"/sessions/{session}")
    assert "中止しました" in words(page)
    assert "出席を記録する" not in words(page)
    assert "中止しました" in words(clerk.get(f"/cycles/{cycle}"))
    assert key(city, "1-1-指1") in clerk.get(f"/cycles/{cycle}/sessions/new").text
    assert session not in person(MEMBER).get("/calendar.ics").text


def test_attendance_says_the_quorum_by_its_article(clerk, city, session):
    before = words(clerk.get(f"/sessions/{session}"))
    assert "条例第6条により、委員3名の過半数（2名以上）の出席が必要です。" in before
    assert "決定を記録する前に、出席を記録してください。" in before
    assert send(clerk, f"/sessions/{session}/attendance", city, present=["1", "2"], presiding="1").status_code == 303
    assert "出席は2名です。会議は成立しています。" in words(clerk.get(f"/sessions/{session}"))


def test_without_a_quorum_nothing_is_decided(clerk, city, session):
    send(clerk, f"/sessions/{session}/attendance", city, present=["2"], presiding="2")
    page = words(clerk.get(f"/sessions/{session}"))
    assert "会議は成立していません（懇談会として記録します）。" in page
    assert "会議が成立していないため、決定は記録できません。" in page
    fields = {"proposals": key(city, "1-1-指1"), "decision": "approved", "manner": "異議なし"}
    response = send(clerk, f"/sessions/{session}/decisions", city, **fields)
    assert response.status_code == 422
    assert "2名以上が必要です" in words(response)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "出席した委員を選んでください"),
        ({"present": ["1"]}, "議長を選んでください"),
        ({"present": ["1"], "presiding": "2"}, "議長は出席者の中から"),
    ],
)
def test_wrong_attendance_says_why(clerk, city, session, fields, said):
    response = send(clerk, f"/sessions/{session}/attendance", city, **fields)
    assert response.status_code == 422
    assert said in words(response)


def test_one_decision_covers_many_proposals(clerk, city, held):
    proposals = [key(city, "1-1-指1"), key(city, "1-1-指2")]
    fields = {"proposals": proposals, "decision": "approved", "manner": "", "manner_other": "賛成2・反対0"}
    response = htmx(clerk, f"/sessions/{held}/decisions", city, **fields)
    assert response.status_code == 200
    assert "<html" not in response.text
    page = words(response)
    assert "決定を記録しました。" in page
    assert "賛成2・反対0により承認" in page
    assert len(city.meeting(held).rulings) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"manner": "異議なし"}, "決定の種類を選んでください"),
        ({"decision": "approved", "manner": "異議なし"}, "決定する改善案を選んでください"),
        ({"decision": "deferred", "manner": "異議なし", "proposals": "first"}, "見送りの理由を入れてください"),
        ({"decision": "approved", "proposals": "first"}, "決め方を入れてください"),
    ],
)
def test_a_wrong_decision_says_why(clerk, city, held, fields, said):
    given = {name: key(city, "1-1-指1") if value == "first" else value for name, value in fields.items()}
    response = send(clerk, f"/sessions/{held}/decisions", city, **given)
    assert response.status_code == 422
    assert said in words(response)


def test_a_star_is_granted_and_revoked_on_a_bullet_with_its_reason(clerk, city, held):
    page = words(clerk.get(f"/sessions/{held}", params={"item": "1-①-指1"}))
    assert "この文の★を外す" in page
    assert "この文に★をつける" in page
    form = {"indicator_id": city.item("1-1-指1"), "text_revision": "1", "asked": "1-①-指1"}
    wrong = send(clerk, f"/sessions/{held}/stars", city, **form, statement="1", star="revoke", sent_from="star-1")
    assert "★を外す理由を入れてください" in words(wrong)
    send(clerk, f"/sessions/{held}/stars", city, **form, statement="1", star="revoke", reason="休館のため")
    send(clerk, f"/sessions/{held}/stars", city, **form, statement="2", star="grant", reason="毎月続いているため")
    assert list(city.state("1-1-指1").stars) == [2]
    page = words(clerk.get(f"/sessions/{held}"))
    assert "★を外しました：1-①-指1開放「3つの公民館" in page
    assert "★をつけました：1-①-指1開放「土曜にも" in page


def test_the_office_records_how_the_chair_confirmed(clerk, city, entrusted):
    fields = {"sent_from": "confirm-1", "decision": str(ruling(city, entrusted)), "proposal": key(city, "1-1-指1")}
    refused = send(clerk, f"/sessions/{entrusted}/confirmations", city, **fields, note="藤代が受けた")
    assert refused.status_code == 422
    assert "どのように確認したかを選んでください" in words(refused)
    assert "藤代が受けた" in refused.text
    given = fields | {"medium": "telephone", "note": "藤代が受けた"} | day("confirmed_on", 7, 5, 12)
    assert send(clerk, f"/sessions/{entrusted}/confirmations", city, **given).status_code == 303
    page = words(clerk.get(f"/sessions/{entrusted}"))
    assert "会長が確認したこと" in page
    assert "電話で確認" in page


def test_only_the_chair_confirms_on_the_screen(person, city, entrusted):
    fields = {"decision": str(ruling(city, entrusted)), "proposal": key(city, "1-1-指1"), "medium": "web"}
    for name in (CLERK, MEMBER):
        assert send(person(name), f"/sessions/{entrusted}/confirmations", city, **fields).status_code == 403
    assert f'href="/sessions/{entrusted}#entrusted"' in person(CHAIR).get("/").text
    assert "会長に確認をお願いしたいこと" not in words(person(MEMBER).get("/"))
    assert "第1版の文で確認しました" in words(person(CHAIR).get(f"/sessions/{entrusted}"))
    assert "第1版の文で確認しました" not in words(person(MEMBER).get(f"/sessions/{entrusted}"))
    assert send(person(CHAIR), f"/sessions/{entrusted}/confirmations", city, **fields).status_code == 303
    assert city.state("1-1-指1").proposals[next(iter(city.state("1-1-指1").steps)), 1].state == "adopted"


def test_a_reworded_version_stands_beside_what_was_entrusted(clerk, city, entrusted, cycle):
    city.proposed(cycle, text="東・南の2館で月2回、親子に開放している。", based_on=1)
    page = words(clerk.get(f"/sessions/{entrusted}"))
    assert "会議で一任された第1版" in page
    assert "その後の調整による第2版" in page


def test_a_meeting_is_closed_and_then_only_read(clerk, city, held):
    assert "まだ決定していない改善案が2件あります" in words(clerk.get(f"/sessions/{held}"))
    assert send(clerk, f"/sessions/{held}/close", city).status_code == 303
    page = words(clerk.get(f"/sessions/{held}"))
    assert "終わりました" in page
    assert "決定を記録する" not in page
    fields = {"proposals": key(city, "1-1-指1"), "decision": "approved", "manner": "異議なし"}
    assert send(clerk, f"/sessions/{held}/decisions", city, **fields).status_code == 422


def test_members_read_the_meeting_by_seat_not_by_name(person, entrusted):
    page = words(person(MEMBER).get(f"/sessions/{entrusted}"))
    assert "異議なしにより会長に一任" in page
    assert "北原" not in page
    assert "決定を記録する" not in page
    assert "北原" in words(person(CLERK).get(f"/sessions/{entrusted}"))


def test_the_public_does_not_see_a_meeting(person, city, session):
    assert person().get(f"/sessions/{session}").status_code == 403
    assert person(CLERK).get(f"/sessions/{city.id()}").status_code == 404


@pytest.mark.parametrize("path", ["attendance", "decisions", "stars", "close"])
@pytest.mark.parametrize("name", [MEMBER, DEPARTMENT])
def test_direct_posts_of_others_are_refused(person, city, held, path, name):
    fields = {
        "present": ["1", "2"],
        "presiding": "1",
        "proposals": key(city, "1-1-指1"),
        "decision": "approved",
        "manner": "異議なし",
        "star": "revoke",
        "indicator_id": city.item("1-1-指1"),
        "statement": "1",
        "text_revision": "1",
        "reason": "x",
    }
    assert send(person(name), f"/sessions/{held}/{path}", city, **fields).status_code == 403
    meeting = city.meeting(held)
    assert not meeting.closed
    assert not meeting.rulings


def test_a_meeting_known_from_a_document_only_is_shown_as_such(clerk, city):
    past = next(iter(city.state("1-1-指1").stars.values()))
    page = words(clerk.get(f"/sessions/{past}"))
    assert "取り込んだ資料だけで知られている会議です" in page


def test_the_meeting_keeps_the_words_that_lost_their_star(clerk, city, held):
    item = city.item("1-1-指1")
    city.do(c.RevokeStar, session_id=held, indicator_id=item, statement=1, text_revision=1, reason="休館のため")
    city.do(c.GrantStar, session_id=held, indicator_id=item, statement=1, text_revision=1, reason="再開したため")
    page = words(clerk.get(f"/sessions/{held}"))
    assert "★を外しました：1-①-指1開放「3つの公民館" in page
    assert page.index("休館のため") < page.index("再開したため")


def test_what_still_stands_before_the_step_of_decisions_is_named_and_not_offered(clerk, city, cycle):
    city.checked(cycle)
    city.proposed(cycle)
    assert "まだ「改善検討」の段階" in words(clerk.get(f"/cycles/{cycle}/sessions/new"))
    session = city.session(cycle, ("1-1-指1", 1))
    city.do(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)
    page = clerk.get(f"/sessions/{session}")
    assert "いま「改善検討」の段階です。" in words(page)
    assert f'value="{key(city, "1-1-指1")}"' not in page.text
    city.considered(cycle)
    city.do(c.EnterStep, cycle_id=cycle, step="proposal", indicator_ids=city.scope(cycle))
    assert f'value="{key(city, "1-1-指1")}"' in clerk.get(f"/sessions/{session}").text
