"""One item: its text and status, the running review with draft and proposal, opinions, and what the visitor may do."""

from datetime import datetime

import msgspec

from domain.errors import NotFound
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from pdca import words
from pdca.viewing import Viewer
from projections.attachments import AttachmentRow
from projections.items import ItemRow
from projections.responsibilities import ResponsibilityRow
from projections.reviews import DraftRow, ProposalRow, ReviewRow
from projections.streams import PlanRow
from web.permitted import in_time, may
from web.site import Visit
from web.views.bullets import BulletView, Names, StatusView, bullets, statuses
from web.views.changes import ChangeView, changes
from web.views.commitments import CommitmentView, commitment_views
from web.views.figures import FiguresView, figures_view
from web.views.line import Line, line
from web.views.proposal_facts import Fact, facts
from web.views.provenance import Origin, origins
from web.views.ratings import Rating, ratings
from web.views.reading import Reading, plan_of, reading
from web.views.voices import Voice, voices
from web.views.years import Year, named_cycle, years


class Version(msgspec.Struct, frozen=True):
    """A version of the draft or the proposal, with what it would change."""

    number: int
    row: DraftRow | ProposalRow
    changes: tuple[ChangeView, ...]
    state: str = ""
    state_kind: str = ""
    facts: tuple[Fact, ...] = ()
    hidden: bool = False


class ItemView(msgspec.Struct, frozen=True):
    """What the item's page shows to one visitor."""

    row: ItemRow
    plan: PlanRow
    reading: Reading
    label: str
    project: str
    measure: str
    bullets: tuple[BulletView, ...]
    statuses: tuple[StatusView, ...]
    figures: FiguresView | None = None
    files: tuple[AttachmentRow, ...] = ()
    ratings: tuple[Rating, ...] = ()
    line: Line = Line()
    commitments: tuple[CommitmentView, ...] = ()
    origins: tuple[Origin, ...] = ()
    cycle: ReviewCycle | None = None
    review: ReviewRow | None = None
    step: str | None = None
    due: datetime | None = None
    years: tuple[Year, ...] = ()
    responsible: ResponsibilityRow | None = None
    state: str = ""
    drafts: tuple[Version, ...] = ()
    proposals: tuple[Version, ...] = ()
    voices: tuple[Voice, ...] = ()
    acknowledged: bool = False
    may_speak: bool = False
    may_acknowledge: bool = False

    @property
    def query(self) -> str:
        """What links to other pages of the item carry on, to stay in the same year."""
        return next((year.url.partition("?")[2] for year in self.years if year.here), "")

    @property
    def step_titles(self) -> list[str]:
        """The steps of the review."""
        return [step.title for step in self.cycle.flow.steps] if self.cycle else []

    @property
    def step_number(self) -> int:
        """Which step the item is in, from 1; 0 for one that the steps do not count."""
        return self.cycle.flow.index(self.step) + 1 if self.cycle and self.step else 0

    @property
    def voices_by_year(self) -> list[tuple[int, list[Voice]]]:
        """The opinions of each year's review, the running one first."""
        years = sorted({voice.fiscal_year for voice in self.voices}, reverse=True)
        return [(year, [voice for voice in self.voices if voice.fiscal_year == year]) for year in years]

    @property
    def proposal(self) -> Version | None:
        """The proposal that counts."""
        return self.proposals[-1] if self.proposals else None

    @property
    def draft(self) -> Version | None:
        """The newest draft that the visitor may see."""
        return self.drafts[-1] if self.drafts else None


def item_view(visit: Visit, indicator: str) -> ItemView:
    """The item as this visitor may see it; refuses one that does not exist for them."""
    now = visit.models.items.item(indicator, reviews=False)
    plan = plan_of(visit, now.plan) if now else None
    how = reading(visit, plan) if plan else None
    row = visit.models.items.item(indicator, how.at) if how and not how.unpublished else None
    if row is None or plan is None or how is None:
        msg = "この点検項目は見つかりません。"
        raise NotFound(msg, code="not_found")
    names = Names(visit, plan.plan)
    view = ItemView(
        row=row,
        plan=plan,
        reading=how,
        label=label(row.number, row.kind),
        project=_project(plan, row),
        measure=_measure(plan, row),
        bullets=bullets(names, row),
        statuses=statuses(names, row),
        figures=figures_view(visit, row, how.at, public=how.public),
        files=tuple(visit.models.attachments.of_stream(row.indicator)) if visit.visitor.staff else (),
        line=line(visit, row, how),
        commitments=_commitments(visit, row, plan, how),
    )
    return view if how.public else _with_review(visit, view)


def _commitments(visit: Visit, row: ItemRow, plan: PlanRow, how: Reading) -> tuple[CommitmentView, ...]:
    cycle = None if how.public else current_cycle(visit, plan.plan, how)
    return commitment_views(visit, visit.models.commitments.of_item(row.indicator), plan, how, cycle)


def _project(plan: PlanRow, row: ItemRow) -> str:
    return next((p.name for p in plan.projects if p.number == row.number.project), "")


def _measure(plan: PlanRow, row: ItemRow) -> str:
    measures = (m for p in plan.projects if p.number == row.number.project for m in p.initiatives)
    return next((m.name for m in measures if m.number == row.number.initiative), "")


def _with_review(visit: Visit, view: ItemView) -> ItemView:
    how, item = view.reading, view.row.indicator
    said = voices(visit, visit.models.opinions.item_opinions(item, how.at), how)
    here = visit.models.responsibilities.of_item(item, how.at)
    come = origins(visit, view.row, how.at)
    view = msgspec.structs.replace(view, voices=said, ratings=ratings(visit, view.row), responsible=here, origins=come)
    cycle = current_cycle(visit, view.plan.plan, how)
    if cycle is None:
        return view
    review = view.row.reviews.get(cycle.id)
    step = review.step if review else None
    view = msgspec.structs.replace(view, cycle=cycle, review=review, step=step, state=_state(visit, view, cycle))
    if how.moment is None:
        due = cycle.due(step, visit.visitor.account)
        view = msgspec.structs.replace(view, years=years(visit, item, cycle), due=due)
    if review is not None:
        view = msgspec.structs.replace(view, **_versions(visit, view, review))
    return _with_forms(visit, view, cycle, step)


def current_cycle(visit: Visit, plan: str, how: Reading | None = None) -> ReviewCycle | None:
    """The review that is asked for, else the newest that runs, else the last one; as of a position that of then."""
    at = how.at if how else None
    ids = [row.stream for row in visit.models.streams.of_plan(plan, "review_cycle")]
    load = visit.engine
    found = [load.load(ReviewCycle, i) if at is None else load.load_at(ReviewCycle, i, at) for i in ids]
    named = named_cycle(visit)
    known = sorted((c for c in found if c.exists), key=lambda c: (c.id == named, not c.closed, c.fiscal_year))
    return known[-1] if known else None


def _state(visit: Visit, view: ItemView, cycle: ReviewCycle) -> str:
    """How far the review is, in words; for a past moment the step alone tells it."""
    row = visit.models.board.item(cycle.id, view.row.indicator) if view.reading.moment is None else None
    if row is None or not row.counted:
        return ""
    due = cycle.due(row.step, visit.visitor.account)
    return words.item_state(row.state, due, staff=visit.viewer is not None and visit.viewer.sees_drafts)


def _versions(visit: Visit, view: ItemView, review: ReviewRow) -> dict[str, object]:
    viewer = visit.viewer
    item = view.row
    staff = viewer is not None and viewer.sees_drafts
    seen = [d for d in review.drafts if d.shown or staff]
    drafts = tuple(
        Version(d.number, d, changes(visit, item, d), *_draft_state(d, viewer), hidden=bool(d.taken_back) and not staff)
        for d in seen
    )
    proposals = tuple(
        Version(
            p.version,
            p,
            changes(visit, item, p),
            _proposal_state(review, p),
            "open" if p.state == "open" else "",
            facts(visit, p),
        )
        for p in review.proposals
    )
    return {"drafts": drafts, "proposals": proposals}


def _proposal_state(review: ReviewRow, proposal: ProposalRow) -> str:
    """An adopted version is in the plan once the review of the item came to its revision or end."""
    in_effect = proposal.state == "adopted" and review.outcome in {"revised", "retired"}
    return words.PROPOSAL_STATE["revised" if in_effect else proposal.state]


def _draft_state(draft: DraftRow, viewer: Viewer | None) -> tuple[str, str]:
    """For those who write drafts, whether members see it; a member sees no other, but which was taken back."""
    if draft.taken_back:
        return "取り下げ", "warn"
    if viewer is None or not viewer.sees_drafts:
        return "", ""
    return ("委員に見せています", "open") if draft.shown else ("まだ見せていません（事務局と担当課だけ）", "warn")


def _with_forms(visit: Visit, view: ItemView, cycle: ReviewCycle, step: str | None) -> ItemView:
    """What a member may do: nothing on a past state, nothing after the deadline."""
    here = view.reading.moment is None and council_member(visit, cycle) and in_time(visit, cycle, step)
    account = visit.visitor.account
    acknowledged = view.review is not None and account in view.review.acknowledged
    silent = not acknowledged and not _spoke(view, cycle)
    return msgspec.structs.replace(
        view,
        acknowledged=acknowledged,
        may_speak=here and view.row.retired_on is None and may(visit, "submit_comment", cycle, step),
        may_acknowledge=here and silent and may(visit, "acknowledge", cycle, step),
    )


def _spoke(view: ItemView, cycle: ReviewCycle) -> bool:
    """Whether the visitor gave an opinion in this review, which "no opinion" would contradict."""
    return any(voice.mine and voice.editable and voice.cycle == cycle.id for voice in view.voices)


def council_member(visit: Visit, cycle: ReviewCycle) -> bool:
    """Whether the visitor sits on the cycle's council: staff type opinions in on another form."""
    return cycle.council in visit.visitor.seats
