"""送信の記録: what a person may send now, what goes out by itself, and what became of each mail."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from domain.council import Council
from domain.errors import NotFound
from domain.event import Ref
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca import words
from pdca.mail import due
from pdca.mail.ballots import ballot_requests, voting
from pdca.mail.deliveries import Deliveries, Delivery, Wanted
from pdca.mail.inquiries import asked, inquiries, items_by_department
from pdca.mail.requests import requests
from projections.streams import StreamRow
from web.site import Visit
from web.views.office import names

AGAIN = frozenset({"refused", "uncertain", "dropped"})


class Offer(msgspec.Struct, frozen=True):
    """A mail that a person may send: to how many who have not got it yet."""

    kind: str
    words: str
    about: str
    title: str
    count: int


class Coming(msgspec.Struct, frozen=True):
    """A reminder that goes out by itself, to those who are not finished by then."""

    title: str
    step: str
    at: datetime
    due: datetime
    count: int


class Unasked(msgspec.Struct, frozen=True):
    """What the inquiry of a review reaches nobody for: departments without an account, items without a department."""

    title: str
    departments: tuple[tuple[str, int], ...]
    without: int
    departments_url: str


class MailLine(msgspec.Struct, frozen=True):
    """One mail."""

    key: str
    kind: str
    name: Ref | None
    state: str
    at: int
    problem: str
    again: bool
    bad: bool


class MailView(msgspec.Struct, frozen=True):
    """All that the page shows."""

    on: bool
    offers: tuple[Offer, ...]
    unasked: tuple[Unasked, ...]
    coming: tuple[Coming, ...]
    waiting: tuple[MailLine, ...]
    recent: tuple[MailLine, ...]
    without: tuple[Ref, ...]
    may_send: bool


def mail_view(visit: Visit) -> MailView:
    """The page."""
    deliveries, known = Deliveries(visit.engine), names(visit)
    return MailView(
        on=visit.site.settings.sends_mail,
        offers=tuple(_offers(visit, deliveries)),
        unasked=tuple(_unasked(visit)),
        coming=tuple(_coming(visit)),
        waiting=tuple(_line(each, known) for each in deliveries.waiting()),
        recent=tuple(_line(each, known) for each in deliveries.recent()),
        without=tuple(_without(visit, known)),
        may_send="secretariat" in visit.visitor.staff,
    )


def sends_by_itself(visit: Visit) -> bool:
    """Whether a press on another page may bring a mail with it: never in the demo or a practice."""
    return visit.site.settings.sends_mail and visit.site.demo is None


def _offers(visit: Visit, deliveries: Deliveries) -> Iterator[Offer]:
    for kind, about, title in _possible(visit):
        new = [each for each in wanted(visit, kind, about) if deliveries.delivery(each.key) is None]
        if new:
            yield Offer(kind, words.DELIVERY_KIND[kind], about, title, len(new))


def _possible(visit: Visit) -> Iterator[tuple[str, str, str]]:
    """Each kind of mail that a person sends, with what it may be about."""
    for council in visit.models.streams.of_kind("council"):
        yield "invitation", council.stream, council.title or ""
    for cycle in due.open_cycles(visit.engine):
        yield "inquiry", cycle.id, cycle.title
        yield "request", cycle.id, cycle.title
    for session in voting(visit.engine):
        yield "ballot", session.id, session.title
    for row in _published(visit):
        yield "publication", row.stream, visit.engine.load(ReviewCycle, row.stream).title


def _published(visit: Visit) -> Iterator[StreamRow]:
    """The year that the newest edition of each plan came out of."""
    for plan in visit.models.streams.plans():
        cycles = visit.models.streams.of_plan(plan.plan, "review_cycle")
        before = [row for row in cycles if plan.editions and row.first < plan.editions[-1].position]
        yield from before[-1:]


def wanted(visit: Visit, kind: str, about: str) -> list[Wanted]:
    """The mails of a kind about a council or a year; refuses what nobody may send by hand."""
    if (kind, about) not in {(k, a) for k, a, _ in _possible(visit)}:
        msg = "このメールは、いまは送れません。画面を開き直してください。"
        raise NotFound(msg, code="unknown_mail")
    engine, now = visit.engine, visit.now
    if kind == "invitation":
        return due.invitations(engine, about, now)
    if kind == "ballot":
        return ballot_requests(engine, engine.load(Session, about))
    cycle = engine.load(ReviewCycle, about)
    if kind == "publication":
        return due.publications(engine, cycle, now)
    if kind == "inquiry":
        return inquiries(engine, cycle, now)
    return requests(engine, Deliveries(engine), cycle, now)


def _unasked(visit: Visit) -> Iterator[Unasked]:
    """While items are in the first step, where departments are asked."""
    for cycle in due.open_cycles(visit.engine):
        first, plan = cycle.flow.steps[0].code, visit.models.streams.plan(cycle.plan)
        if plan is None or all(row.step != first for row in visit.models.board.board(cycle.id)):
            continue
        found = asked(visit.engine, cycle, visit.now)
        departments = tuple((each.department, each.items) for each in found if not each.accounts)
        without = items_by_department(visit.engine, cycle)[""]
        if departments or without:
            yield Unasked(cycle.title, departments, without, f"/plans/{plan.key}/departments")


def _coming(visit: Visit) -> Iterator[Coming]:
    for cycle in due.open_cycles(visit.engine):
        for each in due.unfinished(visit.engine, cycle, visit.now):
            count = sum(due.reachable(visit.engine, account) for account in each.members)
            if visit.now < each.remind_at:
                yield Coming(cycle.title, cycle.flow.title(each.step), each.remind_at, each.due, count)


def _without(visit: Visit, known: Mapping[str, Ref]) -> Iterator[Ref]:
    """Members who are reached on paper and by telephone only."""
    for council in visit.models.streams.of_kind("council"):
        for entry in visit.engine.load(Council, council.stream).roll(visit.today):
            if not due.reachable(visit.engine, entry.account) and entry.account in known:
                yield known[entry.account]


def _line(each: Delivery, known: Mapping[str, Ref]) -> MailLine:
    return MailLine(
        key=each.key,
        kind=words.DELIVERY_KIND[each.kind],
        name=known.get(each.account),
        state=words.DELIVERY_STATE[each.state],
        at=max(each.changed_at, each.next_try),
        problem="宛先の形" if each.problem == "address" else each.problem,
        again=each.state in AGAIN,
        bad=each.state in {"refused", "uncertain"},
    )
