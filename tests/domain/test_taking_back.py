"""The rules of a document taken back: which, until when, and what reads again."""

from domain import events as e
from domain.commands import WithdrawDocument
from domain.errors import NotFound, Refused
from domain.indicator import Indicator
from domain.plan import Plan
from domain.taking_back import Document, Reviews, Times, check_in_time, check_newest, newest, take_back
from tests.given import COMMAND, DAY, ITEM, MEETING, PLAN, change, decided, given, refused, registered, starred
from tests.given import through_the_log as recorded

IMPORTED = e.DocumentImported(file_name="f", file_sha256="0" * 64, profile="p")
FIRST = e.PlanRegistered(key="p", title="p", items=(e.ItemEntry(indicator=ITEM, kind="activity"),))
NOBODY = Reviews((), (), frozenset(), frozenset())


def a_plan(*events):
    """A plan of one document, at position 1, and what came since, from position 3."""
    return given(Plan(PLAN), IMPORTED, FIRST, *events)


def reworded(text="和室を月3回開放している。", revision=2):
    statement = e.RevisedStatement(id=1, text=text, text_revision=revision, advanced=True)
    return e.RevisionRecorded(session=MEETING, effective_on=DAY, statements=(statement,), sources=(e.Source(line=3),))


def an_item(brought, *since):
    """An item before a document, with what that brought, and now."""
    before = given(Indicator(ITEM), registered(), starred(1))
    after = given(Indicator(ITEM), registered(), starred(1), *brought)
    now = given(Indicator(ITEM), registered(), starred(1), *brought, *since)
    return Times(before, after, now, recorded(now, since, start=3 + len(brought)))


def taken_back(item, *, reason="違ったため", new=frozenset()):
    plan = a_plan(IMPORTED)
    command = WithdrawDocument(command_id=COMMAND, plan_id=PLAN, document=3, reason=reason)
    return take_back(Times(a_plan(), plan, plan), [item], [], Document(3, 4, new), DAY, command)


def test_only_the_newest_and_never_the_first():
    plan = a_plan(IMPORTED, IMPORTED)
    assert (newest(plan), newest(a_plan())) == (4, None)
    check_newest(plan, 4)
    refused(Refused, "not_newest", check_newest, plan, 3)
    refused(Refused, "first_document", check_newest, plan, 1)
    refused(NotFound, "unknown_document", check_newest, plan, 2)


def test_one_that_was_taken_back_stands_no_more():
    plan = a_plan(IMPORTED, IMPORTED, e.DocumentWithdrawn(document=4, through=4, reason="違ったため"))
    assert (newest(plan), plan.taken_back) == (3, {4: 4})
    assert [plan.counts_no_more(at) for at in (3, 4, 5)] == [False, True, False]


def test_until_an_edition_is_published():
    plan = a_plan(e.PlanPublished(edition=1, through=2, on=DAY, decided_by="課長"), IMPORTED)
    check_in_time(plan, NOBODY, 4)
    refused(Refused, "published", check_in_time, plan, NOBODY, 2)


def test_the_item_reads_again_as_before_with_its_star():
    plan, item = decided(taken_back(an_item([reworded()])))
    assert (plan.document, plan.through, plan.items) == (3, 4, ())
    assert [(s.text, s.text_revision, s.star) for s in item.statements] == [
        ("和室を月2回開放している。", 1, MEETING),
        ("土曜にも開けている。", 1, None),
    ]


def test_what_is_built_upon_it_is_in_the_way_and_what_stands_beside_it_is_not():
    draft = {"cycle": PLAN, "number": 1, "reason": "声があったため"}
    upon = e.DraftSaved(**draft, statements=(change(revision=2),))
    refused(Refused, "built_upon", taken_back, an_item([reworded()], upon))
    beside = e.DraftSaved(**draft, statements=(e.DraftStatement(id=2, text_revision=1, text="日曜にも。"),))
    assert len(taken_back(an_item([reworded()], beside))) == 2


def test_anything_about_an_item_that_it_brought_is_in_the_way():
    said = e.CommentSubmitted(cycle=PLAN, body="雨の日も。", source="child")
    new = frozenset({ITEM})
    assert decided(taken_back(an_item([]), new=new))[1] == e.IndicatorWithdrawn(document=3, effective_on=DAY)
    refused(Refused, "built_upon", lambda: taken_back(an_item([], said), new=new))


def test_a_status_that_was_carried_forward_is_in_the_way_and_one_written_anew_stays():
    brought = [e.StatusChecked(fiscal_year=2024, texts=("文書の状況。",))]
    carried = e.CarriedForward(cycle=PLAN, of="status", fiscal_year=2025, reason="変わりなし")
    refused(Refused, "built_upon", taken_back, an_item(brought, carried))
    anew = e.StatusChecked(fiscal_year=2024, texts=("課の状況。",), cycle=PLAN)
    assert decided(taken_back(an_item(brought, anew)))[1].statuses == ()
    (status,) = decided(taken_back(an_item(brought)))[1].statuses
    assert (status.fiscal_year, status.position) == (2024, None)


def test_it_has_its_reason():
    refused(Refused, "empty", lambda: taken_back(an_item([reworded()]), reason=" "))
