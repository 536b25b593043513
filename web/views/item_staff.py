"""What the office may do on an item's page, and what its forms begin with."""

from datetime import date

import msgspec

from domain.errors import Obstacle
from domain.event import Ref
from domain.flow_words import CONDITIONS
from domain.indicator import Indicator
from domain.numbering import label
from domain.proposals import is_void, running
from domain.review_cycle import ReviewCycle
from domain.revision import LEAVING
from domain.session import Session
from domain.steps import in_the_way, may_return
from pdca.mail.deliveries import Deliveries
from pdca.mail.requests import audience
from projections.board import BoardRow
from projections.items import EvidenceRow, StarAskedRow
from projections.reviews import ChangeRow, ProposalRow
from web.permitted import may
from web.site import Visit
from web.views.advice import Hint, item_hints
from web.views.inbox import full_name
from web.views.item import ItemView
from web.views.opinions import Versions, judged, member_choices, versions

UNCHANGED = ("事業継続中で変化なし", "年度末に実績が出るため", "担当課と協議中")
ACTIONS = (
    "check_status",
    "record_measurement",
    "put_star_forward",
    "carry_forward",
    "consider_improvement",
    "save_draft",
    "show_draft",
    "take_back_draft",
    "propose_improvement",
    "withdraw_proposal",
    "return_proposal",
    "return_step",
    "revise_indicator",
    "submit_comment",
    "answer_comment",
    "carry_over_matter",
    "enter_step",
    "make_commitment",
    "open_door",
)


class StatusForm(msgspec.Struct, frozen=True):
    """Last year's texts on the left, this year's field on the right."""

    year: int
    last_year: int | None
    last: tuple[Ref, ...]
    now: tuple[Ref, ...]
    based_on: int | None
    as_of: date | None
    informant: Ref | None
    may_carry: bool
    evidence: tuple[EvidenceRow, ...] = ()


class StarToAsk(msgspec.Struct, frozen=True):
    """A bullet about whose ★ the next session may be asked; `asked` is what it is asked already."""

    id: int
    text: str
    revision: int
    starred: bool
    asked: StarAskedRow | None


class StarGoesOn(msgspec.Struct, frozen=True):
    """A bullet with ★ that the adopted proposal changes."""

    id: int
    before: str
    after: Ref


class NextItem(msgspec.Struct, frozen=True):
    """The item to go on with, and how many wait besides the one shown."""

    indicator: str
    label: str
    name: str
    left: int


class StaffView(msgspec.Struct, frozen=True):
    """The office's part of an item's page."""

    cycle: str
    may: dict[str, bool]
    gathers_status: bool
    status: StatusForm
    ratings: tuple[tuple[str, str], ...]
    directions: tuple[tuple[str, str], ...]
    draft: int
    version: int
    open_version: int
    returnable: int
    open_kind: str
    running: str
    running_title: str
    entrusted: bool
    adopted: int
    adopted_kind: str
    new_items: int
    stars: tuple[StarGoesOn, ...]
    stars_end: bool
    settled: bool
    bullets: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]
    judged: tuple[tuple[str, Versions], ...]
    versions: tuple[tuple[int, str], ...]
    back: tuple[tuple[str, str], ...]
    following: str
    following_code: str
    obstacles: tuple[str, ...]
    fiscal_year: int
    showing: str
    next: NextItem | None
    stars_to_ask: tuple[StarToAsk, ...] = ()
    hints: tuple[Hint, ...] = ()


def item_staff(visit: Visit, view: ItemView) -> StaffView | None:
    """The office's part; none for others, on a past state, or where no review runs."""
    cycle = view.cycle
    if cycle is None or not visit.visitor.staff or view.reading.moment is not None or cycle.closed:
        return None
    item = visit.engine.load(Indicator, view.row.indicator)
    step = item.steps.get(cycle.id)
    allowed = {action: may(visit, action, cycle, step) for action in ACTIONS}
    if not visit.visitor.staff & {"secretariat"}:
        allowed["submit_comment"] = False
    return _view(visit, view, item, cycle, allowed)


def _view(visit: Visit, view: ItemView, item: Indicator, cycle: ReviewCycle, allowed: dict[str, bool]) -> StaffView:
    step = item.steps.get(cycle.id)
    states = item.proposal_states(cycle.id)
    opened = max((n for n, state in states.items() if state == "open"), default=0)
    sessions = [visit.engine.load(Session, each) for each in cycle.sessions]
    meeting = next(iter(running(item, sessions)), None)
    adopted = max((n for n, state in states.items() if state == "adopted"), default=0)
    members = member_choices(visit, cycle) if allowed["submit_comment"] else ()
    following = cycle.flow.next(step) if step else None
    return StaffView(
        cycle=cycle.id,
        may=allowed | {"step": step is not None},
        gathers_status=step is not None and "status_checked" in cycle.flow.step(step).until,
        status=_status(view, cycle),
        ratings=tuple(
            (c.code, f"{c.code}　{c.title}" if c.code.isupper() else c.title) for c in cycle.flow.scale.ratings
        ),
        directions=tuple((c.code, c.title) for c in cycle.flow.scale.directions),
        draft=item.last_draft(cycle.id),
        version=item.last_version(cycle.id),
        open_version=opened,
        returnable=opened or _void(visit, item, cycle.id, adopted),
        open_kind=item.proposal(cycle.id, opened).kind if opened else "",
        running=meeting.id if meeting else "",
        running_title=meeting.title if meeting else "",
        entrusted=any(item.id in ruling.waiting for s in sessions for ruling in s.rulings.values()),
        adopted=adopted if cycle.id not in item.outcomes else 0,
        adopted_kind=item.proposal(cycle.id, adopted).kind if adopted else "",
        new_items=len(item.proposal(cycle.id, adopted).new_items) if adopted else 0,
        stars=_stars(view, item, adopted),
        stars_end=bool(item.stars) and bool(adopted) and item.proposal(cycle.id, adopted).kind in LEAVING,
        settled=cycle.id in item.outcomes,
        bullets=tuple((f"{n}:{b.text_revision}", b.text) for n, b in item.statements.items()),
        members=members,
        judged=((item.id, mine),) if (mine := judged(item, cycle)) else (),
        versions=versions(item, cycle),
        back=_back(item, cycle, step),
        following=following.title if following else "",
        following_code=following.code if following else "",
        obstacles=tuple(o.message.removeprefix(f"{item.label}：") for o in _in_the_way(visit, item, cycle, step)),
        fiscal_year=cycle.fiscal_year,
        showing=_showing(visit, cycle) if allowed["show_draft"] and item.last_draft(cycle.id) else "",
        next=_next(visit, item, cycle, allowed) if step else None,
        stars_to_ask=_stars_to_ask(view, cycle),
        hints=item_hints(visit, cycle, item.id),
    )


def _showing(visit: Visit, cycle: ReviewCycle) -> str:
    """What showing a draft brings with it: how many mails, and who is to be told on paper."""
    reached = audience(visit.engine, Deliveries(visit.engine), cycle, visit.now)
    asked = f"委員{reached.members}名の「ご意見をお願いしたいこと」にこの項目が出ます。"
    post = f"郵送の{reached.post}名には、紙でお知らせください。" if reached.post else ""
    if not visit.site.demo and not visit.site.settings.sends_mail:
        return f"委員に見せると、{asked}メールは送られません。"
    if reached.mailed:
        how = "見本では、送られません" if visit.site.demo else "1時間のうちに見せた項目は、一通にまとまります"
        return f"委員に見せると、{reached.mailed}名にメールが送られ（{how}）、{asked}{post}"
    told = "お願いのメールはもう送っています。この項目のことは「送信の記録」から送れます。" if reached.told else ""
    return f"委員に見せると、{asked}{told}{post}"


def _stars_to_ask(view: ItemView, cycle: ReviewCycle) -> tuple[StarToAsk, ...]:
    """Every bullet; what an earlier year's session was asked and did not decide counts no more."""
    return tuple(
        StarToAsk(
            each.id,
            each.text,
            each.text_revision,
            each.advanced,
            each.asked if each.asked and each.asked.cycle == cycle.id else None,
        )
        for each in view.row.statements
    )


def _next(visit: Visit, item: Indicator, cycle: ReviewCycle, allowed: dict[str, bool]) -> NextItem | None:
    """In the order of the plan the one after this, at the same step, that waits for an entry; from the top again."""
    rows = [row for row in visit.models.board.board(cycle.id) if row.counted and row.step == item.steps[cycle.id]]
    here = next((at for at, row in enumerate(rows) if row.indicator == item.id), 0)
    states = _waiting_states(cycle, item.steps[cycle.id], allowed)
    left = [row for row in (*rows[here + 1 :], *rows[:here]) if row.state in states]
    return _named(visit, left[0], len(left)) if left else None


WAITING: dict[str, set[str]] = {
    "status_checked": {"not_started", "checking"},
    "considered": {"checked"},
    "proposed": {"checked", "considered", "drafting", "shown"},
}
"""By the condition that keeps a step: where an item stands whose entry is missing."""


def _waiting_states(cycle: ReviewCycle, step: str, allowed: dict[str, bool]) -> set[str]:
    met = {name for name, actions in CONDITIONS.items() if any(allowed.get(action) for action in actions)}
    asked = [name for name in cycle.flow.step(step).until if name in met]
    return set().union(*(WAITING.get(name, set()) for name in asked))


def _named(visit: Visit, row: BoardRow, left: int) -> NextItem:
    name = full_name(visit.models.streams.plan(row.plan), row.number, row.name)
    return NextItem(row.indicator, label(row.number, row.kind), name, left)


def _back(item: Indicator, cycle: ReviewCycle, step: str | None) -> tuple[tuple[str, str], ...]:
    """Where the item may be sent back to; a proposal that is open is returned first, so its way is shown too."""
    settled = not may_return(item, cycle) and not item.unsettled(cycle.id)
    codes = cycle.flow.step(step).returns_to if step and not settled else ()
    return tuple((code, cycle.flow.title(code)) for code in codes)


def _in_the_way(visit: Visit, item: Indicator, cycle: ReviewCycle, step: str | None) -> list[Obstacle]:
    return in_the_way(item, cycle, visit.now, cycle.flow.step(step)) if step else []


def _status(view: ItemView, cycle: ReviewCycle) -> StatusForm:
    rows, year = view.row.statuses, cycle.status_year
    before = max((y for y in rows if y < year), default=None)
    now = rows.get(year)
    return StatusForm(
        year=year,
        last_year=before,
        last=rows[before].texts if before is not None else (),
        now=now.texts if now else (),
        based_on=now.position if now else None,
        as_of=now.as_of_date if now else None,
        informant=now.informant if now else None,
        may_carry=now is None and before is not None,
        evidence=now.evidence if now else (),
    )


def _stars(view: ItemView, item: Indicator, adopted: int) -> tuple[StarGoesOn, ...]:
    row: ProposalRow | None = view.review.proposal(adopted) if view.review and adopted else None
    changes: tuple[ChangeRow, ...] = row.statements if row else ()
    return tuple(
        StarGoesOn(c.id, item.statements[c.id].text, c.text) for c in changes if c.id is not None and c.id in item.stars
    )


def _void(visit: Visit, item: Indicator, cycle: str, adopted: int) -> int:
    """The adopted version, where it cannot take effect any more and waits to go back; else 0."""
    if not adopted or cycle in item.outcomes:
        return 0
    proposal = item.proposal(cycle, adopted)
    into = visit.engine.load(Indicator, proposal.into) if proposal.into else None
    return adopted if is_void(item, proposal, into) else 0
