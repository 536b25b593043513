"""A document becomes a plan: its items, the past session with its ★, and the status of its year, in one append."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from domain.aggregate import Decided, one_line
from domain.errors import Conflict, Refused
from domain.event import Event, Stream
from domain.events import (
    DocumentImported,
    Figure,
    IndicatorRegistered,
    InitiativeEntry,
    ItemEntry,
    ItemNumber,
    MeasurementRecorded,
    Numeric,
    PlanRegistered,
    ProjectEntry,
    ResponsibilityAssigned,
    SessionRecorded,
    Source,
    StarGranted,
    Statement,
    StatusChecked,
)
from domain.indicator import Indicator
from domain.japanese_dates import fiscal
from domain.plan import Plan
from pdca.case import Case
from pdca.documents import (
    Bullet,
    Document,
    IndicatorRow,
    MeasuredValue,
    NumericRow,
    Profile,
    Project,
    RoleRow,
    Strictness,
    YearValue,
    packaged_profile,
    read_document,
)
from pdca.documents.figures import decimal_of
from pdca.documents.source import Place, page_of, where
from pdca.engine import Done, Engine
from pdca.files import base_name
from pdca.permissions import CONSOLE
from pdca.store.byterules import check_value

NAMESPACE = uuid.UUID("7d0a5a4e-9a6c-5d0b-8f43-2d6f0a3c9b11")
"""Makes the import's command id of the plan key, so that two imports at once cannot both create the plan."""


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What a person decides where the text leaves it open; None takes the reader's proposal.

    `by_hand` says in words what was corrected in the document before, by the address of each text.
    """

    key: str = "plan"
    title: str | None = None
    municipality: str | None = None
    period: str | None = None
    status_year: int | None = None
    mark_year: int | None = None
    mark_session_title: str | None = None
    mark_session_date: date | None = None
    by_hand: dict[str, str] = {}
    strictness: Strictness = "usual"


TITLES = {
    "title": "計画の名前",
    "municipality": "市町村の名前",
    "period": "計画の期間",
    "mark_session_title": "★を確認した会議の名前",
}
"""The choices that are names or titles."""


class Imported(msgspec.Struct, frozen=True):
    """The plan of a document; `events` is 0 when the same file had been imported before."""

    plan_id: str
    key: str
    events: int
    document: Document


def import_document(  # noqa: PLR0913 -- what is imported, by which words, what a person decides, and who
    engine: Engine,
    content: bytes,
    file_name: str,
    choices: Choices | None = None,
    account_id: str = CONSOLE,
    *,
    profile: Profile | None = None,
    read: Document | None = None,
) -> Imported:
    """Stores a document as a plan. The same file again: no event; another one for an existing plan is refused.

    Without a profile it is read by the packaged one. `read` is what a child process read of an untrusted file; a file
    of our own is read here. Raises `UnreadableDocument` with the findings when it cannot be read; nothing is kept.
    """
    choices = choices or Choices()
    _check(choices)
    Case(engine.streams.fresh, account_id, engine.now()).permit_office("import_document")
    words = profile or packaged_profile()
    document = read if read is not None else read_document(content, file_name, words, choices.strictness)
    sha256 = hashlib.sha256(content).hexdigest()
    known = _known(engine, choices.key, sha256)
    if known is None:
        events = _Import(engine, document, choices, words)
        done = _record(engine, events, file_name, content, account_id)
        if done is not None:
            return Imported(events.plan.id, choices.key, len(done.positions), document)
        known = _known(engine, choices.key, sha256)
    if known is None:
        raise Conflict("別の取り込みが続いています。少し待って、もう一度お試しください。", code="busy")
    return Imported(known.id, known.key, 0, document)


def _record(engine: Engine, events: "_Import", file_name: str, content: bytes, account_id: str) -> Done | None:
    """The import's append; None if another import of the same key was quicker."""
    command_id = str(uuid.uuid5(NAMESPACE, _turn(engine, events.choices.key)))
    sha256 = hashlib.sha256(content).hexdigest()
    body = msgspec.json.encode({"import": sha256, "choices": events.choices})

    def decide(case: Case) -> Decided:
        decided = events.decide(case, file_name, sha256)
        engine.files.put(content)  # after all rules: what is refused leaves no file behind
        return decided

    try:
        done = engine.decide(decide, account_id, command_id, body)
    except Refused as refused:
        if refused.code == "command_reused":
            return None
        raise
    return None if done.repeated else done


def _turn(engine: Engine, key: str) -> str:
    """The key, and how often it was given anew after an import was taken back."""
    taken_back = [plan for plan in engine.read_models.streams.plans_by_key(key) if plan.withdrawn is not None]
    return f"{key} {len(taken_back)}" if taken_back else key


def _known(engine: Engine, key: str, sha256: str) -> Plan | None:
    """The plan of this file, if it was imported before; refuses a key that another document has."""
    engine.read_models.catch_up()
    loaded = (engine.load(Plan, row.stream) for row in engine.read_models.streams.of_kind("plan"))
    plans = [plan for plan in loaded if not plan.withdrawn]
    same = _plan_of_file(engine, plans, sha256)
    if same is None and any(plan.key == key for plan in plans):
        msg = (
            f"計画「{key}」は、すでに別の文書から取り込まれています。"
            "次の年度の文書なら、計画との違い（差分）を確かめて取り込んでください。"
        )
        raise Refused(msg, code="plan_exists", field="plan")
    return same


def is_next_document(engine: Engine, plan_id: str, content: bytes) -> bool:
    """Whether the plan does not have this file yet, or has it as its latest and not as its first."""
    plan = engine.load(Plan, plan_id)
    known = engine.reveal(plan.documents)
    hashes = [known.get(ref) for ref in plan.documents]
    sha256 = hashlib.sha256(content).hexdigest()
    return sha256 not in hashes or (sha256 != hashes[0] and sha256 == hashes[-1])


def _check(choices: Choices) -> None:
    check_value(msgspec.to_builtins(choices))
    for name, what in TITLES.items():
        if (chosen := getattr(choices, name)) is not None:
            one_line(chosen, name, what)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", choices.key):
        msg = "計画の見出し（--plan）は、英小文字・数字・ハイフンで40字までにしてください。"
        raise Refused(msg, code="key", field="plan")


def _plan_of_file(engine: Engine, plans: Iterable[Plan], sha256: str) -> Plan | None:
    for plan in plans:
        if sha256 in engine.reveal(plan.documents).values():
            return plan
    return None


class _Item(msgspec.Struct, frozen=True):
    """An item about to be registered."""

    registered: IndicatorRegistered
    starred: tuple[int, ...] = ()
    status: tuple[tuple[str, Place], ...] = ()
    department: str | None = None
    values: tuple[MeasuredValue, ...] = ()


class _Import:
    """The events of one import; ids are drawn once, so that deciding again gives the same."""

    def __init__(self, engine: Engine, document: Document, choices: Choices, profile: Profile) -> None:
        self.document = document
        self.profile = profile
        self.choices = choices
        self.plan = Stream("plan", engine.chance.new_id())
        self.session = Stream("session", engine.chance.new_id())
        self.status_year = _year(choices.status_year, document.status_year, "status-year", "状況")
        self.mark_year = choices.mark_year if choices.mark_year is not None else document.mark_year
        self.items = [(Stream("indicator", engine.chance.new_id()), item) for item in self._items()]
        self.starred = any(item.starred for _, item in self.items)
        if self.starred:
            self.mark_year = _year(self.mark_year, None, "mark-year", "★")

    def _items(self) -> Iterator[_Item]:
        for project in self.document.projects:
            yield self._vision(project)
            for initiative in project.initiatives:
                at = ItemNumber(project=project.number, initiative=initiative.number)
                source = source_of(initiative.description_line)
                content = Statement(id=1, text=initiative.description, source=source)
                yield _Item(self._registered("content", at, initiative.name, (content,)))
                for k, row in enumerate(initiative.indicators, 1):
                    yield self._row("activity", msgspec.structs.replace(at, ordinal=k), row.name, row)
                for k, role in enumerate(initiative.roles, 1):
                    yield self._row("role", msgspec.structs.replace(at, ordinal=k), role.actor, role)
                for k, numeric in enumerate(initiative.numeric, 1):
                    yield self._measured(msgspec.structs.replace(at, ordinal=k), numeric)

    def _vision(self, project: Project) -> _Item:
        number = ItemNumber(project=project.number)
        return self._starred("vision", number, project.name, project.vision)

    def _row(self, kind: str, number: ItemNumber, name: str, row: IndicatorRow | RoleRow) -> _Item:
        item = self._starred(kind, number, name, row.goals, tuple(row.status()))
        return msgspec.structs.replace(item, department=row.department)

    def _measured(self, number: ItemNumber, row: NumericRow) -> _Item:
        numeric = numeric_of(row, self.profile)
        registered = msgspec.structs.replace(self._registered("numeric", number, row.name, ()), numeric=numeric)
        return _Item(registered, department=row.department, values=row.values)

    def _starred(
        self,
        kind: str,
        number: ItemNumber,
        name: str,
        bullets: tuple[Bullet, ...],
        status: tuple[tuple[str, Place], ...] = (),
    ) -> _Item:
        statements = tuple(Statement(id=k, text=b.text, source=source_of(b.line)) for k, b in enumerate(bullets, 1))
        starred = tuple(k for k, b in enumerate(bullets, 1) if b.advanced)
        return _Item(self._registered(kind, number, name, statements), starred, status)

    def _registered(
        self, kind: str, number: ItemNumber, name: str, statements: tuple[Statement, ...]
    ) -> IndicatorRegistered:
        fields = {"plan": self.plan.id, "item_kind": kind, "number": number, "name": name, "statements": statements}
        return msgspec.convert(fields, IndicatorRegistered)

    def decide(self, case: Case, file_name: str, sha256: str) -> Decided:
        """All events of the import, for streams that do not exist yet."""
        case.permit_office("import_document")
        case.get(Plan, self.plan.id)
        for stream, _ in self.items:
            case.get(Indicator, stream.id)
        decided: Decided = [
            (self.plan, self._document_imported(file_name, sha256)),
            (self.plan, self._plan_registered()),
        ]
        if self.starred and self.mark_year is not None:
            decided.append((self.session, self._session(self.mark_year)))
        for stream, item in self.items:
            decided.extend((stream, event) for event in self._events(item))
        return decided

    def _document_imported(self, file_name: str, sha256: str) -> DocumentImported:
        return DocumentImported(
            file_name=base_name(file_name),
            file_sha256=sha256,
            profile=self.profile.name,
            profile_sha256=self.profile.sha256 or None,
            decisions={
                "title": self.choices.title or self.document.title,
                "municipality": self._municipality,
                "period": self._period,
                "status_year": self.status_year,
                "mark_year": self.mark_year,
                **self._mark_session,
                **{f"by_hand {address}": told for address, told in self.choices.by_hand.items()},
                **({"strictness": self.choices.strictness} if self.choices.strictness != "usual" else {}),
            },
            findings=len(self.document.findings),
        )

    @property
    def _mark_session(self) -> dict[str, str]:
        """What a person knows of the session behind the ★ beside its year."""
        held_on = self.choices.mark_session_date
        known = {"title": self.choices.mark_session_title, "date": held_on.isoformat() if held_on else None}
        return {f"mark_session_{name}": value for name, value in known.items() if value}

    @property
    def _municipality(self) -> str | None:
        return self.choices.municipality or self.document.municipality

    @property
    def _period(self) -> str | None:
        return self.choices.period or self.document.period

    def _plan_registered(self) -> PlanRegistered:
        return PlanRegistered(
            key=self.choices.key,
            title=self.choices.title or self.document.title,
            municipality=self._municipality,
            period=self._period,
            projects=tuple(_project(p) for p in self.document.projects),
            items=tuple(ItemEntry(indicator=s.id, kind=i.registered.item_kind) for s, i in self.items),
        )

    def _session(self, year: int) -> SessionRecorded:
        return SessionRecorded(
            plan=self.plan.id,
            fiscal_year=year,
            title=self._mark_title,
            held_on=self.choices.mark_session_date,
            source=source_of(self.document.read_at.mark_year),
        )

    def _events(self, item: _Item) -> Iterator[Event]:
        yield item.registered
        for statement in item.starred:
            yield StarGranted(statement=statement, text_revision=1, session=self.session.id, reason=self._legend)
        if item.status:
            yield StatusChecked(
                fiscal_year=self.status_year,
                texts=tuple(text for text, _ in item.status),
                sources=tuple(source_of(line) for _, line in item.status),
            )
        if item.department:
            yield ResponsibilityAssigned(department=" ".join(item.department.split()))
        for value in item.values:
            yield measurement_of(value, self.status_year, self.profile)

    @property
    def _mark_title(self) -> str:
        year = f"{fiscal(self.mark_year)}の" if self.mark_year is not None else ""
        return self.choices.mark_session_title or f"{year}会議"

    @property
    def _legend(self) -> str:
        return f"{self._mark_title}で進んでいると確認したものに★をつけた（文書の凡例による）。"


def _project(project: Project) -> ProjectEntry:
    initiatives = tuple(InitiativeEntry(number=i.number, name=i.name) for i in project.initiatives)
    return ProjectEntry(number=project.number, name=project.name, initiatives=initiatives)


def numeric_of(row: NumericRow, profile: Profile) -> Numeric:
    """How a 数値指標 is measured, as the document says."""
    return Numeric(unit=row.unit, baseline=_figure(row.baseline, profile), target=_figure(row.target, profile))


def _figure(said: YearValue | None, profile: Profile) -> Figure | None:
    if said is None:
        return None
    return Figure(fiscal_year=said.year, value=decimal_of(said.text, profile.figures), text=said.text)


def measurement_of(said: MeasuredValue, status_year: int, profile: Profile) -> MeasurementRecorded:
    """A figure as the document writes it; without a year of its own it is the status year's."""
    value = decimal_of(said.text, profile.figures) if said.measured else None
    return MeasurementRecorded(
        fiscal_year=said.year if said.year is not None else status_year,
        value=value,
        text=said.text if said.text != value else None,
        not_measured=not said.measured,
        source=where(said.line) if said.line is not None else None,
    )


def source_of(place: Place | None) -> Source:
    """Where a text was read, as its event keeps it."""
    if place is None or isinstance(place, int):
        return Source(line=place)
    page = page_of(place)
    return Source(cell=place) if page is None else Source(page=page)


def _year(chosen: int | None, proposed: int | None, option: str, what: str) -> int:
    year = chosen if chosen is not None else proposed
    if year is None:
        msg = f"{what}が何年度のものか、文書から読み取れません。--{option} で西暦の年度を指定してください。"
        raise Refused(msg, code="year_needed", field=option)
    return year
