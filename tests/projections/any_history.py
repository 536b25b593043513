"""Random histories of reviews that could have happened."""

from datetime import date

from hypothesis import strategies as st

from domain.events import (
    Acknowledged,
    AgendaEntry,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    AttachmentAdded,
    CarriedForward,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    CommitmentAnswered,
    CommitmentMade,
    CycleClosed,
    CycleOpened,
    DecisionRecorded,
    DepartureRecorded,
    DocumentImported,
    DocumentWithdrawn,
    DraftSaved,
    DraftShown,
    DraftStatement,
    DraftTakenBack,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    ItemNumber,
    MatterCarriedOver,
    MeasurementRecorded,
    MinorCorrectionMade,
    PlanPublished,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    RestoredFigure,
    RestoredStatement,
    RestoredStatus,
    RevisedStatement,
    RevisionRecorded,
    SessionCalled,
    SessionClosed,
    Source,
    StarGranted,
    StarPutForward,
    StarRevoked,
    StatusChecked,
    StepEntered,
    StepReturned,
    SummaryContested,
    TextCorrected,
)
from domain.indicator import Indicator
from tests.projections.history import (
    CONTENT,
    COUNCIL,
    CYCLE,
    FUJI,
    ITEM,
    MIKI,
    OTHER,
    PLAN,
    MemoryLog,
    opened,
)

AGAIN = "cycle-two"
ITEMS = (ITEM, OTHER, CONTENT)
CYCLES = (CYCLE, AGAIN)
MEMBERS = (MIKI, FUJI, None)


class Story:
    """A log that grows by one deed at a time; `n` is what chance says about its details."""

    def __init__(self):
        self.log = MemoryLog()
        opened(self.log)
        again = CycleOpened(plan=PLAN, council=COUNCIL, fiscal_year=2027, status_year=2026, items=(ITEM, OTHER))
        self.log.happens(AGAIN, again)
        self.comments = []
        self.drafts, self.versions, self.texts = {}, {}, {}
        self.shown, self.asked, self.new = set(), [], 0
        self.sessions = []

    def tell(self, deed, item, cycle, n):
        getattr(self, deed)(item, cycle, n)

    def step(self, item, cycle, n):
        step = ("status_check", "consideration", "proposal", "revision")[n % 4]
        event = StepReturned(cycle=cycle, step=step, reason="r") if n > 6 else StepEntered(cycle=cycle, step=step)
        self.log.happens(item, event)

    def status(self, item, cycle, n):
        self.log.happens(item, StatusChecked(fiscal_year=2024 + n % 3, texts=("a",) * (n % 3 + 1), cycle=cycle))

    def measure(self, item, cycle, n):
        said = {"not_measured": True} if n % 3 == 0 else {"value": str(n), "source": "s"}
        self.log.happens(item, MeasurementRecorded(cycle=cycle, fiscal_year=2024 + n % 3, **said))

    def ask_star(self, item, cycle, n):
        change = "grant" if n % 2 else "revoke"
        event = StarPutForward(cycle=cycle, statement=n % 3 + 1, text_revision=1, change=change, reason="r")
        self.log.happens(item, event)

    def carry(self, item, cycle, n):
        of = "status" if n % 2 else "text"
        self.log.happens(item, CarriedForward(cycle=cycle, of=of, fiscal_year=2025 + n % 3, reason="r"))

    def consider(self, item, cycle, n):
        self.log.happens(item, ImprovementConsidered(cycle=cycle, reason="r", rating="ABCD"[n % 4]))

    def draft(self, item, cycle, n):
        number = self.drafts[item, cycle] = self.drafts.get((item, cycle), 0) + 1
        statements = tuple(DraftStatement(text="t", id=k + 1, text_revision=1) for k in range(n % 3))
        self.log.happens(item, DraftSaved(cycle=cycle, number=number, statements=statements, reason="r"))

    def show(self, item, cycle, _):
        if number := self.drafts.get((item, cycle)):
            self.shown.add((item, cycle, number))
            self.log.happens(item, DraftShown(cycle=cycle, number=number))

    def take_back(self, item, cycle, _):
        if number := self.drafts.get((item, cycle)):
            if (item, cycle, number) not in self.shown:
                self.show(item, cycle, 0)
            self.log.happens(item, DraftTakenBack(cycle=cycle, number=number, reason="r"))

    def propose(self, item, cycle, n):
        version = self.versions[item, cycle] = self.versions.get((item, cycle), 0) + 1
        kind = "continue" if n == 0 else "revise"
        self.log.happens(item, ImprovementProposed(cycle=cycle, version=version, proposal_kind=kind, reason="r"))

    def settle(self, item, cycle, n):
        if version := self.versions.get((item, cycle)):
            kinds = (
                ProposalReturned(cycle=cycle, version=version, reason="r"),
                ProposalRejected(cycle=cycle, version=version, session="s", reason="r"),
                ProposalAdopted(cycle=cycle, version=version, session="s"),
                ProposalWithdrawn(cycle=cycle, version=version, reason="r"),
            )
            self.log.happens(item, kinds[n % 4])

    def revise(self, item, cycle, n):
        if version := self.versions.get((item, cycle)):
            revision = self.texts[item] = self.texts.get(item, 1) + 1
            changed = RevisedStatement(id=n % 4 + 1, text=f"文{revision}", text_revision=revision, advanced=n > 5)
            removed = (n % 2 + 5,) if n > 7 else ()
            event = IndicatorRevised(
                cycle=cycle, version=version, effective_on=date(2026, 8, 1), statements=(changed,), removed=removed
            )
            self.log.happens(item, event)

    def restructure(self, item, cycle, n):
        if version := self.versions.get((item, cycle)):
            effect = {"cycle": cycle, "version": version, "effective_on": date(2026, 8, 1)}
            if n < 4:
                number = ItemNumber(project=2, initiative=2, ordinal=n + 1)
                self.log.happens(item, IndicatorRevised(**effect, statements=(), name=f"名{n}", number=number))
            elif n < 6:
                self.log.happens(item, IndicatorRevised(**effect, statements=(), merged=OTHER))
            else:
                self._leaves(item, effect)

    def _leaves(self, item, effect):
        self.new += 1
        number = ItemNumber(project=2, initiative=1, ordinal=10 + self.new)
        registered = IndicatorRegistered(
            plan=PLAN,
            item_kind="activity",
            number=number,
            name="新",
            predecessors=(item,),
            effective_on=date(2026, 8, 1),
        )
        self.log.happens(f"new-{self.new}", registered)
        by = (f"new-{self.new}",)
        self.log.happens(item, IndicatorSucceeded(cycle=effect["cycle"], version=effect["version"], by=by))
        self.log.happens(item, IndicatorRetired(**effect))

    def outside(self, item, _, n):
        """What a document shows that a meeting elsewhere decided."""
        decided = {"session": "past", "effective_on": date(2026, 8, 1)}
        if n < 8:
            revision = self.texts[item] = self.texts.get(item, 1) + 1
            changed = RevisedStatement(id=n % 4 + 1, text=f"文{revision}", text_revision=revision, advanced=n > 5)
            removed, order = ((n % 2 + 5,), ()) if n > 6 else ((), (3, 2, 1)[n % 3 :])
            number = ItemNumber(project=2, initiative=2, ordinal=n + 1) if n == 3 else None
            event = RevisionRecorded(
                **decided, statements=(changed,), removed=removed, order=order, name=f"名{n}", number=number
            )
            self.log.happens(item, event)
        else:
            self.log.happens(item, DepartureRecorded(**decided, by=(OTHER,)))

    def document(self, item, _, n):
        """A document brings a status, a figure and a wording, and is taken back."""
        year, revision = 2024 + n % 3, self.texts.get(item, 1) + 1
        status, figure = self._stood(item, year, StatusChecked), self._stood(item, year, MeasurementRecorded)
        imported = DocumentImported(file_name="f", file_sha256="0" * 64, profile="p")
        document = self.log.happens(PLAN, imported)
        brought = self.log.happens(item, StatusChecked(fiscal_year=year, texts=("b",)))
        measured = self.log.happens(item, MeasurementRecorded(fiscal_year=year, value="1"))
        changed = RevisedStatement(id=1, text="別の文", text_revision=revision)
        self.log.happens(item, RevisionRecorded(effective_on=date(2026, 8, 1), statements=(changed,), name="別の名"))
        self.log.happens(PLAN, DocumentWithdrawn(document=document, through=self.log.head(), reason="r"))
        restored = IndicatorRestored(
            document=document,
            number=ItemNumber(project=2, initiative=1, ordinal=n + 1),
            name=f"名{n}",
            statements=(RestoredStatement(id=1, text="もとの文", text_revision=revision - 1),),
            statuses=(RestoredStatus(fiscal_year=year, replaced=brought, position=status),),
            figures=(RestoredFigure(fiscal_year=year, replaced=measured, position=figure, value="0"),),
        )
        self.log.happens(item, restored)

    def _stood(self, item, year, kind):
        """Where the latest status or figure of a year stands, by the item itself."""
        state = Indicator(item).fold(r for r in self.log.recorded if r.stream == item)
        stood = (state.statuses if kind is StatusChecked else state.measured).get(year)
        return None if stood is None else stood.position

    def correct(self, item, _, n):
        wording = {"ground": "misprint", "note": "n"}
        if n < 3:
            self.log.happens(item, MinorCorrectionMade(**wording, text=f"名{n}"))
        elif n < 6:
            event = MinorCorrectionMade(**wording, text=f"文{n}", statement=n % 3 + 1, text_revision=n)
            self.log.happens(item, event)
        elif n < 8:
            self.log.happens(PLAN, MinorCorrectionMade(**wording, text=f"名{n}", project=n), kind="plan")
        else:
            source = Source(line=n)
            self.log.happens(item, TextCorrected(statement=n % 3 + 1, text_revision=n, text="文", source=source))

    def commit(self, item, cycle, n):
        stream, kind = (PLAN, "plan") if n > 7 else (item, "indicator")
        if n % 2 or not self.asked:
            event = CommitmentMade(cycle=cycle, text="t", due=date(2026, 10, 1))
            self.asked.append((self.log.happens(stream, event, kind=kind), stream, kind))
        else:
            at, stream, kind = self.asked[n % len(self.asked)]
            result = ("kept", "continued", "dropped")[n % 3]
            self.log.happens(stream, CommitmentAnswered(cycle=cycle, commitment=at, result=result, note="n"), kind=kind)

    def star(self, item, _, n):
        kind = StarGranted if n % 2 else StarRevoked
        self.log.happens(item, kind(statement=n % 3 + 1, text_revision=1, session="s", reason="r"))

    def comment(self, item, cycle, n):
        stream, kind = (cycle, "review_cycle") if n > 7 else (item, "indicator")
        event = CommentSubmitted(cycle=cycle, body="b", author=MEMBERS[n % 3])
        self.comments.append((self.log.happens(stream, event, kind=kind), stream, kind, cycle))

    def reply(self, _item, _cycle, n):
        if self.comments:
            at, stream, kind, cycle = self.comments[n % len(self.comments)]
            disposition = ("reflected", "partly_reflected", "noted")[n % 3]
            version = self.versions.get((stream, cycle)) if n % 3 < 2 else None
            event = CommentAnswered(cycle=cycle, comment=at, disposition=disposition, body="b", version=version)
            self.log.happens(stream, event, kind=kind)

    def reply_elsewhere(self, item, _cycle, n):
        """The answer, or another one, names a version of any item's proposal."""
        if self.comments:
            at, stream, kind, cycle = self.comments[n % len(self.comments)]
            version = self.versions.get((item, cycle))
            fields = {"cycle": cycle, "comment": at, "disposition": "reflected", "body": "b", "version": version}
            fields["indicator"] = item if item != stream else None
            answer = AnswerRevised(reason="r", **fields) if n % 2 else CommentAnswered(together=at, **fields)
            self.log.happens(stream, answer, kind=kind)

    def talk(self, _item, _cycle, n):
        if self.comments:
            at, stream, kind, cycle = self.comments[n % len(self.comments)]
            kinds = (
                CommentEndorsed(cycle=cycle, comment=at, author=MEMBERS[n % 2], seat=1),
                CommentSummarised(cycle=cycle, comment=at, body="b"),
                SummaryContested(cycle=cycle, comment=at, reason="r"),
                AnswerPostponed(cycle=cycle, comment=at, until=date(2027, 6, 30), reason="r"),
                AnswerDisputed(cycle=cycle, comment=at, reason="r"),
            )
            self.log.happens(stream, kinds[n % 5], kind=kind)

    def rethink(self, _item, _cycle, n):
        if self.comments:
            at, stream, kind, cycle = self.comments[n % len(self.comments)]
            kinds = (
                CommentEdited(cycle=cycle, comment=at, body="b"),
                CommentWithdrawn(cycle=cycle, comment=at),
                MatterCarriedOver(cycle=cycle, comment=at, to_fiscal_year=2028, reason="r"),
                AttachmentAdded(to=at, name="n", sha256="s", media_type="a/b", bytes=n),
            )
            self.log.happens(stream, kinds[n % 4], kind=kind)

    def acknowledge(self, item, cycle, n):
        self.log.happens(item, Acknowledged(cycle=cycle, author=MEMBERS[n % 2], seat=n))

    def meet(self, item, cycle, n):
        if not self.sessions or n > 7:
            agenda = tuple(AgendaEntry(indicator=i, version=1) for i in ITEMS[: n % 3])
            called = SessionCalled(cycle=cycle, title="会議", held_on=date(2026, 7, 1), roll=(), agenda=agenda)
            self.sessions.append(f"session-{len(self.sessions)}")
            self.log.happens(self.sessions[-1], called)
        elif n < 3:
            self.log.happens(self.sessions[-1], SessionClosed(present=1, needed=1, quorate=True))
        else:
            entry = AgendaEntry(indicator=item, version=self.versions.get((item, cycle), 1))
            decision = ("approved", "entrusted", "deferred")[n % 3]
            self.log.happens(self.sessions[-1], DecisionRecorded(decision=decision, proposals=(entry,), manner="m"))

    def publish(self, _, cycle, n):
        if n == 0:
            self.log.happens(cycle, CycleClosed())
        elif n < 3:
            through = self.log.head()
            self.log.happens(PLAN, PlanPublished(edition=n, through=through, on=date(2026, 9, 1), decided_by="市長"))


DEEDS = sorted(name for name in vars(Story) if not name.startswith("_") and name != "tell")


def told(deeds):
    story = Story()
    for deed in deeds:
        story.tell(*deed)
    return story.log


def histories(size):
    deed = st.tuples(st.sampled_from(DEEDS), st.sampled_from(ITEMS), st.sampled_from(CYCLES), st.integers(0, 9))
    return st.lists(deed, max_size=size).map(told)
