"""The deadlines and meetings of a member's reviews as a calendar file."""

from collections.abc import Iterator

from fastapi import APIRouter
from starlette.responses import Response

from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.calendar_file import CalendarDay, calendar_file
from pdca.mail.due import open_cycles
from web.site import Here, Visit

router = APIRouter()
REMIND = 3
"""Days before a deadline at which a phone reminds."""


@router.get("/calendar.ics")
def calendar(visit: Here) -> Response:
    """The file; of the councils on which the person sits."""
    _ = visit.account
    cycles = [cycle for cycle in open_cycles(visit.engine) if cycle.council in visit.visitor.seats]
    days = [day for cycle in cycles for day in (*_deadlines(visit, cycle), *_meetings(visit, cycle))]
    headers = {"Content-Disposition": 'attachment; filename="nittei.ics"', "Cache-Control": "no-store"}
    content = calendar_file("計画の見直し", days, visit.now)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _deadlines(visit: Visit, cycle: ReviewCycle) -> Iterator[CalendarDay]:
    for step in cycle.deadlines:
        due = cycle.due(step, visit.account)
        if due and cycle.flow.permits(step, "member", "submit_comment"):
            title = f"{cycle.title}：ご意見の締切（{cycle.flow.title(step)}）"
            yield CalendarDay(
                f"{cycle.id}-{step}@pdca", cycle.version, japan_day(due), title, url=visit.site.settings.address,
                remind=REMIND,
            )  # fmt: skip


def _meetings(visit: Visit, cycle: ReviewCycle) -> Iterator[CalendarDay]:
    for row in visit.models.streams.of_cycle(cycle.id, "session"):
        meeting = visit.engine.load(Session, row.stream)
        if meeting.called_off:
            continue
        url = f"{visit.site.settings.address}/sessions/{row.stream}"
        if meeting.held_on is not None:
            yield CalendarDay(
                f"{row.stream}@pdca", meeting.version, meeting.held_on, meeting.title, meeting.place or "", url
            )
        if meeting.written and meeting.due is not None:
            title, sequence = f"{meeting.title}：提出の期限", meeting.version
            yield CalendarDay(
                f"{row.stream}-due@pdca", sequence, japan_day(meeting.due), title, url=url, remind=REMIND
            )  # fmt: skip
