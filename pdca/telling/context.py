"""What a sentence may look up: the past of its stream, names of other streams, persons as the viewer may see them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast

from domain.account import Account
from domain.aggregate import Aggregate
from domain.codes import STAFF
from domain.commented import Comment, Commented
from domain.council import Council
from domain.event import Event, Recorded, Ref
from domain.events import AgendaEntry, CarriedForward, CommentSubmitted, MeasurementRecorded, StatusChecked
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.permissions import CONSOLE
from pdca.streams import AGGREGATES
from pdca.telling.pieces import Text, Told, Words
from pdca.viewing import Viewer
from pdca.words import OFFICE, ROLE

A = TypeVar("A", bound=Aggregate)


class Reader(Protocol):
    """What of the engine the sentences need."""

    def load(self, cls: type[A], stream_id: str) -> A:
        """An aggregate as the log has it now."""
        ...

    def history(self, stream_id: str, until: int | None = None) -> list[Recorded]:
        """Every event of a stream, oldest first."""
        ...

    def reveal(self, refs: Iterable[Ref]) -> Mapping[Ref, str]:
        """The private texts of these references; erased ones are absent."""
        ...

    def now(self) -> datetime:
        """Now, UTC."""
        ...


class Past:
    """A stream as it stood before the event that is being told, folded in place, one event after the other."""

    def __init__(self, kind: str, stream_id: str) -> None:
        self.state: Any = AGGREGATES[kind](stream_id)
        self.events: dict[int, Recorded] = {}
        self.statuses: dict[int, tuple[Ref, ...]] = {}
        self.figures: dict[int, Recorded] = {}

    def advance(self, recorded: Recorded) -> None:
        """Takes in the next event."""
        evolve = self.state.EVOLVE.get(type(recorded.event))
        if evolve is not None:
            evolve(self.state, recorded.event, recorded)
        self.state.version = recorded.version
        self.events[recorded.position] = recorded
        self._take_status(recorded, recorded.event)
        if isinstance(recorded.event, MeasurementRecorded):
            self.figures[recorded.event.fiscal_year] = recorded

    def _take_status(self, recorded: Recorded, event: Event) -> None:
        if isinstance(event, StatusChecked):
            self.statuses[event.fiscal_year] = recorded.refs("texts")
        elif isinstance(event, CarriedForward) and event.of == "status":
            self.statuses[event.fiscal_year] = self.last_status(event.fiscal_year)

    def last_status(self, before_year: int) -> tuple[Ref, ...]:
        """The status of the newest year before this one."""
        years = [year for year in self.statuses if year < before_year]
        return self.statuses[max(years)] if years else ()

    def submitted(self, comment: int) -> CommentSubmitted:
        """The opinion as it first came."""
        return cast("CommentSubmitted", self.events[comment].event)

    def bullet(self, statement: int | None) -> str | None:
        """A bullet as it reads."""
        if statement is None or not isinstance(self.state, Indicator):
            return None
        found = self.state.statements.get(statement)
        return None if found is None else found.text


Rule = Callable[["Context", Recorded, Any, Past], Told]


class Context:
    """One page of sentences for one viewer; everything is looked up once."""

    def __init__(self, engine: Reader, viewer: Viewer | None) -> None:
        self._engine = engine
        self.viewer = viewer if viewer is not None and viewer.inside else None
        self.now = engine.now()
        self._known: dict[str, Aggregate] = {}
        self._minutes: dict[str, list[Recorded]] = {}

    @property
    def staff(self) -> bool:
        """Whether everything but hidden drafts may be said."""
        return self.viewer is not None and self.viewer.staff

    @property
    def sees_drafts(self) -> bool:
        """Whether the numbers of drafts may be said: they count the hidden ones."""
        return self.viewer is not None and self.viewer.sees_drafts

    def is_viewer(self, account: str | None) -> bool:
        """Whether this is the viewer's own account."""
        return self.viewer is not None and self.viewer.account == account

    # --- other streams

    def load(self, cls: type[A], stream_id: str) -> A:
        """Another stream as it is now: for titles and labels."""
        if stream_id not in self._known:
            self._known[stream_id] = self._engine.load(cls, stream_id)
        return cast("A", self._known[stream_id])

    def cycle(self, cycle_id: str) -> ReviewCycle:
        """A year's review."""
        return self.load(ReviewCycle, cycle_id)

    def title(self, session_id: str) -> str:
        """What a session is called."""
        return self.load(Session, session_id).title or "会議"

    def item(self, entry: AgendaEntry) -> str:
        """E.g. 2-①-指1 開放 第2版."""
        return f"{self.load(Indicator, entry.indicator).label} 第{entry.version}版"

    def minute(self, session_id: str, kind: type[Event], until: int, of: Callable[[Any], bool]) -> Any:  # noqa: ANN401 -- an event of `kind`
        """The latest such event of a session up to a position."""
        if session_id not in self._minutes:
            self._minutes[session_id] = self._engine.history(session_id)
        fitting = (r.event for r in reversed(self._minutes[session_id]) if r.position <= until)
        return next((event for event in fitting if isinstance(event, kind) and of(event)), None)

    # --- persons

    def who(self, recorded: Recorded, past: Past) -> Words:
        """Who acted, in which role: 桐谷 進（事務局）, 委員4 北原 トミ."""
        account, role = recorded.actor
        if account == CONSOLE:
            return ("システム管理者（この機械で）" if self.viewer else "システム管理者",)
        if role in STAFF:
            return (*self.name(account), f"（{ROLE[role]}）") if self.viewer else (ROLE[role],)
        if role == "chair" and not self.viewer:
            return (OFFICE["chair"],)
        return self.member(account, japan_day(recorded.instant), cycle_of(recorded, past))

    def member(self, account: str, day: date, cycle_id: str | None, seat: int | None = None) -> Words:
        """A member by the seat of a day: with the name for staff and herself, else as the cycle names its members."""
        number, office = self._seat(account, day, cycle_id, seat)
        called = f"{OFFICE['member']}{number or ''}" if office == "member" else OFFICE[office]
        naming = self.cycle(cycle_id).flow.ordinance.naming if cycle_id else "anonymous"
        if self.staff or self.is_viewer(account) or (self.viewer and naming == "name"):
            return (f"{called} ", *self.name(account))
        return (called if self.viewer and naming != "anonymous" else OFFICE["member"],)

    def _seat(self, account: str, day: date, cycle_id: str | None, seat: int | None) -> tuple[int | None, str]:
        if cycle_id is None:
            return seat, "member"
        council = self.load(Council, self.cycle(cycle_id).council)
        found = council.seat_of(account, day)
        return (found.seat, found.office) if found else (seat, "member")

    def name(self, account: str) -> Words:
        """The name of an account."""
        found = self.load(Account, account).name
        return (Text(found) if found else "登録のない方",)

    def about(self, past: Past) -> Words:
        """What the stream is called: 2-①-指1 開放, 令和7年度の見直し, 令和7年度第1回会議."""
        state = past.state
        if isinstance(state, Account):
            return self.name(state.id)
        if isinstance(state, Council):
            return (state.name,)
        return (state.label if isinstance(state, Indicator) else state.title,)

    # --- opinions

    def wording(self, past: Past, comment: int) -> Ref | None:
        """An opinion as it read then; for other members only while that is its wording today."""
        then: Comment = past.state.comments[comment]
        if self.staff or self.is_viewer(then.author) or self.today(past, comment).wording == then.wording:
            return Ref(then.wording, "/data/body")
        return None

    def today(self, past: Past, comment: int) -> Comment:
        """An opinion as it stands today, whenever the page is of."""
        found = self.load(cast("type[Commented]", type(past.state)), past.state.id).comment(comment)
        return self._gone_on(past.state, comment, found) if isinstance(past.state, ReviewCycle) else found

    def _gone_on(self, cycle: ReviewCycle, comment: int, found: Comment) -> Comment:
        """What became of an opinion on the whole plan in the later review that took it up."""
        later = (self.cycle(each) for each in self.load(Plan, cycle.plan).all_cycles if found.state == "carried_over")
        taken = ((each, c) for each in later if (c := each.comments.get(comment)) and c.taken_from == cycle.id)
        after = next(taken, None)
        return self._gone_on(after[0], comment, after[1]) if after else found


def cycle_of(recorded: Recorded, past: Past) -> str | None:
    """The review cycle that an event belongs to."""
    if isinstance(past.state, ReviewCycle):
        return past.state.id
    if isinstance(past.state, Session):
        return past.state.cycle or getattr(recorded.event, "cycle", None)
    return getattr(recorded.event, "cycle", None)
