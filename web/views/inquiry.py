"""照会: who is asked for what until when, and the files that came back, each with what would become of its rows."""

import time
from collections.abc import Iterable
from datetime import date

import msgspec

from domain.deadlines import due_by_rule
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from pdca.handlers.cycles import first_days
from pdca.inquiry.answers import Answers, answers
from pdca.inquiry.asked import Asked, Inquiry, inquiry
from pdca.inquiry.returned import Returned
from pdca.uploads import Upload
from web.permitted import may
from web.site import Visit
from web.views.office import items_of

READER = "returned"
"""The reader of what comes back, and so the kind of its upload."""
PATIENCE = 3.0
"""Seconds until the page answers although a file is still being read."""


class DepartmentAsked(msgspec.Struct, frozen=True):
    """A department, how much it is asked and how much of that is there."""

    name: str
    items: tuple[Asked, ...]
    contacts: tuple[str, ...] = ()
    """Whom to call about its items."""

    @property
    def answered(self) -> int:
        """How many of its items have this year's status."""
        return sum(bool(each.now) for each in self.items)

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """What it has not answered yet."""
        return tuple(each for each in self.items if not each.now)


class InquiryView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    id: str
    title: str
    plan_key: str
    status_year: int
    departments: tuple[DepartmentAsked, ...]
    without: tuple[Asked, ...]
    due: date | None
    may_make: bool
    may_take: bool


class FileView(msgspec.Struct, frozen=True):
    """A file that came back; `told` is why it cannot be read."""

    token: str
    name: str
    reading: bool
    told: tuple[str, ...] = ()
    answers: Answers | None = None

    @property
    def takeable(self) -> bool:
        """Whether anything of it can be recorded."""
        return self.answers is not None and any(line.takeable for line in self.answers.lines)


def gathering(cycle: ReviewCycle) -> str | None:
    """The step in which statuses are asked for."""
    return next((step.code for step in cycle.flow.steps if "status_checked" in step.until), None)


def may_take(visit: Visit, cycle: ReviewCycle) -> bool:
    """Whether the visitor may bring answers in."""
    step = gathering(cycle)
    return step is not None and may(visit, "check_status", cycle, step)


def inquiry_view(visit: Visit, cycle: ReviewCycle) -> InquiryView:
    """The questions of a review."""
    asked = inquiry(visit.engine, cycle)
    contacts = _contacts(visit, cycle)
    plan = visit.models.streams.plan(cycle.plan)
    return InquiryView(
        id=cycle.id,
        title=cycle.title,
        plan_key=plan.key if plan else "",
        status_year=cycle.status_year,
        departments=tuple(DepartmentAsked(each, asked.of(each), contacts.get(each, ())) for each in asked.departments),
        without=asked.without,
        due=_due(visit, cycle),
        may_make=bool(visit.visitor.staff & {"secretariat"}) and not cycle.closed,
        may_take=may_take(visit, cycle),
    )


def _contacts(visit: Visit, cycle: ReviewCycle) -> dict[str, tuple[str, ...]]:
    """Whom to call by department, each once."""
    rows = visit.models.responsibilities.of_plan(cycle.plan)
    named = [(row.department, row.contact) for row in rows if row.department and row.contact]
    texts = visit.engine.reveal(contact for _, contact in named)
    found: dict[str, dict[str, None]] = {}
    for department, contact in named:
        if contact in texts:
            found.setdefault(department, {})[texts[contact]] = None
    return {department: tuple(each) for department, each in found.items()}


def _due(visit: Visit, cycle: ReviewCycle) -> date | None:
    """The deadline of the step, or the day that the flow's rule gives as long as that lies ahead."""
    step = gathering(cycle)
    if step is None:
        return None
    if due := cycle.deadlines.get(step):
        return japan_day(due)
    ruled = due_by_rule(cycle, step, first_days(cycle, items_of(visit, cycle.items)))
    return ruled if ruled is not None and ruled >= visit.today else None


def returned_files(visit: Visit, asked: Inquiry, tokens: Iterable[str]) -> tuple[FileView, ...]:
    """The files of the tokens, each with what would become of its rows."""
    return tuple(_file(asked, upload) for upload in returned_uploads(visit, tokens))


def returned_uploads(visit: Visit, tokens: Iterable[str]) -> list[Upload]:
    """The files as far as they are the visitor's and still there; waits a little for those that are being read."""
    end = time.monotonic() + PATIENCE
    found = [
        visit.site.uploads.wait(each, visit.account, max(0.0, end - time.monotonic())) for each in dict.fromkeys(tokens)
    ]
    return [upload for upload in found if upload is not None and upload.kind == READER]


def _file(asked: Inquiry, upload: Upload) -> FileView:
    if upload.state == "reading":
        return FileView(upload.token, upload.file_name, reading=True)
    if upload.state == "refused":
        told = tuple(each.message for each in upload.findings())
        return FileView(upload.token, upload.file_name, reading=False, told=told)
    returned = msgspec.json.decode(upload.result, type=Returned)
    told = tuple(each.message for each in returned.findings if each.level == "warning")
    return FileView(upload.token, upload.file_name, reading=False, told=told, answers=answers(asked, returned))
