"""Rules that hold across streams: repeats are quiet, a year has one open review, files are what they are said to be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain import commands as c
from domain.errors import NotPermitted
from pdca.files import base_name
from pdca.flows import read_flow
from pdca.sentences import sentences
from pdca.viewing import CONSOLE_VIEWER
from tests.review import STARRED, Review, refused

SCAN = b"%PDF-1.7 a scan"


def test_entering_any_step_again_is_quiet_the_last_one_too_but_not_for_everybody(review):
    review.check().enter("consideration")
    assert review.enter("consideration").positions == ()
    review.consider().enter("proposal")
    for item in review.scope:
        review.keep(item)
    review.due()
    review.engine.chance.advance(timedelta(hours=2) // timedelta(microseconds=1))
    assert review.enter("revision").positions
    assert review.enter("revision").positions == ()
    with refused("not_permitted", NotPermitted):
        review.do(c.EnterStep, review.department, step="revision", indicator_ids=review.scope)
    with refused("not_permitted", NotPermitted):
        review.enter("consideration")


def opening(review, year):
    fields = {"cycle_id": review.new(), "fiscal_year": year, "flow": read_flow("kaigi2")}
    return review.command(c.OpenCycle, **fields)


def test_a_plan_has_one_open_review_of_a_year_and_several_of_different_years(review):
    with refused("year_open"):
        review.engine.do(opening(review, 2025), review.clerk)
    assert review.engine.do(opening(review, 2026), review.clerk).positions
    with refused("year_open"):
        review.engine.do(opening(review, 2026), review.clerk)


def test_a_year_that_was_closed_may_be_reviewed_again(review):
    review.whole_year()
    assert review.engine.do(opening(review, 2025), review.clerk).positions
    with refused("year_open"):
        review.engine.do(opening(review, 2025), review.clerk)


@pytest.mark.parametrize(
    "wrong", [{"sha256": "0" * 64}, {"bytes": 1}, {"bytes": -1}, {"media_type": "image/png"}], ids=str
)
def test_what_is_attached_is_the_file_that_is_stored(review, wrong):
    at = review.comment()
    fields = {
        "stream_id": review.items[STARRED], "to": at, "name": "紙.pdf", "sha256": review.engine.files.put(SCAN),
        "media_type": "application/pdf", "bytes": len(SCAN),
    }  # fmt: skip
    with refused("unknown_file" if "sha256" in wrong else "other_file"):
        review.do(c.AttachFile, **fields | wrong)
    assert review.do(c.AttachFile, **fields).positions


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/紙.pdf", "紙.pdf"),
        ("C:\\Users\\紙.pdf", "紙.pdf"),
        ("紙.pdf", "紙.pdf"),
        ("..", "書類"),
        ("folder/", "書類"),
        ("紙\r\n1\u202e.pdf", "紙1.pdf"),
    ],
)
def test_of_an_uploaded_file_only_the_name_is_kept(given, kept):
    assert base_name(given) == kept


def test_a_file_is_attached_by_its_name_alone(review):
    fields = {
        "stream_id": review.items[STARRED], "to": review.comment(), "sha256": review.engine.files.put(SCAN),
        "media_type": "application/pdf", "bytes": len(SCAN),
    }  # fmt: skip
    at = review.do(c.AttachFile, **fields, name="../../紙.pdf").position
    row = review.engine.read_models.attachments.attachment(at)
    assert list(review.engine.reveal([row.name]).values()) == ["紙.pdf"]
    with refused("control_character"):
        review.do(c.AttachFile, **fields, name="紙\n.pdf")


@pytest.mark.parametrize("flow", ["kaigi2", "kaigi1"])
def test_the_secretariat_corrects_a_status_in_every_step_and_the_trail_tells_it(engine, flow):
    review = Review(engine, flow=flow).start()
    item = review.items[STARRED]
    status = review.check(item).engine.head()
    if flow == "kaigi2":
        review.enter("consideration", item)
    else:
        review.enter("proposal", item)
    again = {"indicator_id": item, "texts": ("月に三度開けた。",), "based_on": status}
    with refused("not_permitted", NotPermitted):
        review.do(c.CheckStatus, review.department, **again)
    changed = review.do(c.CheckStatus, **again).position
    kept = [r.ref("texts", 0) for r in engine.history(item) if getattr(r.event, "fiscal_year", None) == 2024]
    assert [engine.reveal(kept)[ref] for ref in kept] == ["月に二度開けた。", "月に三度開けた。"]
    told = next(s for s in sentences(engine, engine.history(item), CONSOLE_VIEWER) if s.position == changed)
    assert "訂正しました（前：「月に二度開けた」 後：「月に三度開けた」）" in told.text


FAR = {
    "day one": (c.VacateSeat, {"seat": 3, "on": date(1, 1, 1)}),
    "last day": (c.FillSeat, {"seat": 9, "category": "x", "since": date(9999, 12, 31)}),
    "last moment": (c.SetDeadline, {"step": "proposal", "due": datetime(9999, 12, 31, 23, tzinfo=UTC)}),
}


@pytest.mark.parametrize(("command", "fields"), FAR.values(), ids=FAR)
def test_a_day_that_no_page_could_show_is_refused(review, command, fields):
    more = {"account_id": review.department} if command is c.FillSeat else {}
    with refused("year"):
        review.do(command, **fields, **more)


def test_what_was_entrusted_may_be_decided_by_a_later_meeting_and_the_year_still_ends(review):
    review.in_revision()
    item = review.items[STARRED]
    review.meeting((item, 1)).decide((item, 1), decision="entrusted")
    review.do(c.CloseSession)
    review.meeting((item, 1)).decide((item, 1))
    review.do(c.CloseSession)
    assert [row.task for row in review.engine.read_models.inbox.inbox(review.chair, ["chair"])] == []
    review.revise(item)
    assert review.do(c.CloseCycle).positions


def test_a_status_is_not_of_a_day_that_has_not_come(review):
    status = {"indicator_id": review.items[STARRED], "texts": ("開いた。",)}
    with refused("future"):
        review.do(c.CheckStatus, **status, as_of_date=date(2025, 7, 2))
    review.do(c.CheckStatus, **status, as_of_date=date(2025, 7, 1))


def test_who_was_there_stays_once_a_star_was_taken(review):
    review.in_revision().meeting((review.items[STARRED], 1))
    star = {"indicator_id": review.items[STARRED], "statement": 1, "text_revision": 1}
    review.do(c.RevokeStar, **star, reason="壊れたまま")
    with refused("decided"):
        review.do(c.RecordAttendance, present=(2,), presiding=2)
