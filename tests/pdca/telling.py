"""A tiny log in memory, and the story of 2-①「開放」 of the sample city on it, with every event class there is."""

from datetime import UTC, date, datetime
from importlib.resources import files

import msgspec

from domain.event import Actor, Recorded, Ref, Stream
from domain.events import (
    AccountDisabled,
    AccountRegistered,
    Acknowledged,
    ActingChairNamed,
    AgendaEntry,
    AnswerDisputed,
    AnswerPostponed,
    AnswerRevised,
    ApprovalRecorded,
    AttachmentAdded,
    AttendanceRecorded,
    BallotCast,
    BallotRejected,
    CarriedForward,
    CommentAnswered,
    CommentEdited,
    CommentEndorsed,
    CommentSubmitted,
    CommentSummarised,
    CommentWithdrawn,
    CommitmentAnswered,
    CommitmentMade,
    ConsentRecorded,
    CouncilRegistered,
    CycleAdded,
    CycleClosed,
    CycleOpened,
    DeadlineExtended,
    DeadlineSet,
    DecisionRecorded,
    DepartureRecorded,
    DocumentImported,
    DocumentWithdrawn,
    DraftSaved,
    DraftShown,
    DraftStatement,
    DraftTakenBack,
    EntrustmentConfirmed,
    Evidence,
    Figure,
    FlowAdopted,
    FlowChanged,
    HandoverNoted,
    HandoverNoteSettled,
    ImportWithdrawn,
    ImprovementConsidered,
    ImprovementProposed,
    IndicatorRegistered,
    IndicatorRestored,
    IndicatorRetired,
    IndicatorRevised,
    IndicatorSucceeded,
    IndicatorWithdrawn,
    InitiativeEntry,
    ItemAdded,
    ItemEntry,
    ItemLeftOut,
    ItemNumber,
    ItemTally,
    MatterCarriedOver,
    MatterTakenUp,
    MeasurementRecorded,
    MinorCorrectionMade,
    Numeric,
    PlanPublished,
    PlanRegistered,
    PlanStructureChanged,
    ProjectEntry,
    ProposalAdopted,
    ProposalRejected,
    ProposalReturned,
    ProposalWithdrawn,
    ProposedItem,
    ResponsibilityAssigned,
    RestoredStatement,
    RevisedStatement,
    RevisionRecorded,
    RoleGranted,
    RoleRevoked,
    RollEntry,
    RoundOpened,
    SeatFilled,
    SeatVacated,
    SessionAdded,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionMoved,
    SessionRecorded,
    SignInCodeIssued,
    Source,
    SpeechNoted,
    StarGranted,
    StarPutForward,
    StarRevoked,
    Statement,
    StatusChecked,
    StepEntered,
    StepReturned,
    SummaryContested,
    TextCorrected,
    Vote,
)
from domain.japanese_dates import end_of_day
from pdca.permissions import CONSOLE

OLD = "3つの公民館の和室を月2回、親子に開放している。"
NEW = (
    "和室の開放は東・南の2館で月2回、北地区は再開までわかば幼稚園の空き部屋で毎週水曜に行い、"
    "雨の日の午前は予約なしで入れる。換気の目安を入口に示す。"
)
PAPER = "月2回あいとると書いてありますが、北公民館は去年の十月から雨もりで閉まったままです。孫を連れて二度帰りました。"


def uid(number):
    return f"00000000-0000-0000-0000-{number:012d}"


def staff(number, role="secretariat"):
    return Actor(uid(number), role)


MACHINE = Actor(CONSOLE, "administrator")
KIRITANI, NODA, HAYASE, KITAHARA, MIKI, OKITA, EGUCHI = (uid(n) for n in range(1, 8))
PLAN, COUNCIL, CYCLE, OPEN_CYCLE, ITEM, OTHER, FIGURES = (uid(n) for n in range(11, 18))
PAST, FIRST, SECOND, EMPTY, WRITTEN, STORMY = (uid(n) for n in range(21, 27))
HALF, REST, SCHOOL = uid(31), uid(32), uid(33)
CLERK, DEPARTMENT = staff(1), staff(2, "department")


class Story:
    """A log whose texts are never sealed; `erased` are the references that were erased."""

    def __init__(self):
        self.log: list[Recorded] = []
        self.erased: set[Ref] = set()
        self.clock = datetime(2024, 4, 1, tzinfo=UTC)
        self.reveals = 0

    def on(self, *day):
        self.clock = datetime(*day, 3, tzinfo=UTC)  # noon in Japan

    def tell(self, kind, stream, event, actor=CLERK):
        version = 1 + sum(r.stream == stream for r in self.log)
        at = int(self.clock.timestamp() * 1_000_000)
        topic = type(event).topic(kind)
        self.log.append(Recorded(len(self.log) + 1, stream, version, topic, at, actor, event))
        return len(self.log)

    def item(self, event, actor=CLERK):
        return self.tell("indicator", ITEM, event, actor)

    # --- what the sentences ask of the engine

    def history(self, stream, until=None):
        return [r for r in self.log if r.stream == stream and (until is None or r.position <= until)]

    def load(self, cls, stream):
        return cls(stream).fold(self.history(stream))

    def reveal(self, refs):
        self.reveals += 1
        return {ref: self._text(ref) for ref in refs if ref not in self.erased}

    def _text(self, ref):
        found = msgspec.to_builtins(self.log[ref.position - 1].event)
        for key in ref.path.split("/")[2:]:
            found = found[int(key) if key.isdigit() else key]
        assert isinstance(found, str)
        return found

    def now(self):
        return self.clock


class Kept:
    """The same story in a real log; enough of an engine for the sentences."""

    def __init__(self, story, log, stamp):
        for r in story.log:
            stamp(r.recorded_at)
            log.append([(Stream(r.kind, r.stream), r.version, r.event)], actor=r.actor, reads={r.stream: r.version - 1})
        self._log = log
        self.now = story.now
        self.history = lambda stream, until=None: log.stream(stream, until=until)
        self.reveal = log.reveal

    def load(self, cls, stream):
        return cls(stream).fold(self.history(stream))


def person(story, account, name, *more):
    story.tell("account", account, AccountRegistered(name=name, email="x@example.jp", reading="ふりがな"), MACHINE)
    for event in more:
        story.tell("account", account, event, MACHINE)


def seat(story, number, account, category, office="member"):
    since, until = date(2024, 4, 1), date(2026, 3, 31)
    event = SeatFilled(seat=number, category=category, account=account, since=since, until=until, office=office)
    story.tell("council", COUNCIL, event, MACHINE)


def city():
    """Persons, council, plan and the item with its status of 令和5年度."""
    story = Story()
    day = date(2024, 4, 1)
    person(story, KIRITANI, "桐谷 進", RoleGranted(role="secretariat", since=day))
    person(story, NODA, "野田 学", RoleGranted(role="department", since=day, until=date(2027, 3, 31)))
    for account, name in ((HAYASE, "早瀬 和枝"), (KITAHARA, "北原 トミ"), (MIKI, "三木 遥"), (OKITA, "沖田 修")):
        person(story, account, name)
    person(story, EGUCHI, "江口 直樹", RoleGranted(role="auditor", since=day), RoleRevoked(role="auditor"))
    story.tell("council", COUNCIL, CouncilRegistered(name="糸瀬市こども・子育て会議", ordinance="条例第6条"), MACHINE)
    seat(story, 1, HAYASE, "学識", "chair")
    for number, account in ((3, MIKI), (4, KITAHARA), (6, OKITA), (10, EGUCHI)):
        seat(story, number, account, "公募")
    story.on(2025, 2, 10)
    imported = DocumentImported(file_name="進捗管理票.docx", file_sha256="0" * 64, profile="kamaishi", findings=4)
    story.tell("plan", PLAN, imported, MACHINE)
    project = ProjectEntry(number=2, name="雨の日も遊べるまち", initiatives=(InitiativeEntry(number=1, name="開放"),))
    items = (ItemEntry(indicator=ITEM, kind="activity"), ItemEntry(indicator=OTHER, kind="role"))
    plan = PlanRegistered(
        key="plan", title="糸瀬市こども応援プラン", period="令和6～10年度", projects=(project,), items=items
    )
    story.tell("plan", PLAN, plan, MACHINE)
    past = SessionRecorded(plan=PLAN, fiscal_year=2024, title="令和6年度第2回会議", source=Source(line=12))
    story.tell("session", PAST, past, MACHINE)
    number = ItemNumber(project=2, initiative=1, ordinal=1)
    bullets = (Statement(id=1, text=OLD), Statement(id=2, text="土曜にも1回開けている。"))
    story.item(
        IndicatorRegistered(plan=PLAN, item_kind="activity", number=number, name="開放", statements=bullets), MACHINE
    )
    role = IndicatorRegistered(plan=PLAN, item_kind="role", number=number, name="園", statements=())
    story.tell("indicator", OTHER, role, MACHINE)
    texts = ("3公民館で月2回、計画どおり開放している。",)
    story.item(StatusChecked(fiscal_year=2023, texts=texts, sources=(Source(line=40),)), MACHINE)
    return story


def flow_text(naming="number"):
    text = files("pdca.flows").joinpath("kaigi2.toml").read_text(encoding="utf-8")
    return text.replace('naming = "number"', f'naming = "{naming}"')


def open_year(story, cycle, year):
    opened = CycleOpened(
        plan=PLAN, council=COUNCIL, fiscal_year=year, status_year=year - 1, items=(ITEM,), others=(OTHER,)
    )
    story.tell("review_cycle", cycle, opened)
    story.tell("review_cycle", cycle, FlowAdopted(flow=flow_text()))
    story.tell("plan", PLAN, CycleAdded(cycle=cycle, fiscal_year=year))


def review():
    """The year of 2-①「開放」 as USERS tells it, shortened and with some turns of its own."""
    story = city()
    story.on(2025, 2, 13)
    story.item(StarGranted(statement=1, text_revision=1, session=PAST, reason="計画どおり開放しているため。"))
    story.on(2025, 5, 12)
    open_year(story, CYCLE, 2025)
    story.item(StepEntered(cycle=CYCLE, step="status_check"))
    story.on(2025, 6, 6)
    story.item(CarriedForward(cycle=CYCLE, of="status", fiscal_year=2024, reason="事業継続中で変化なし"))
    summer(story)
    autumn(story)
    winter(story)
    return story


def summer(story):
    story.on(2025, 7, 22)
    paper = CommentSubmitted(
        cycle=CYCLE, body=PAPER, author=KITAHARA, seat=4, statement=1, text_revision=1, perception="differs",
        medium="paper", received_on=date(2025, 7, 18), read_back=True,
    )  # fmt: skip
    story.paper = story.item(paper)
    story.item(
        AttachmentAdded(to=story.paper, name="ご意見.pdf", sha256="0" * 64, media_type="application/pdf", bytes=9)
    )
    late = StatusChecked(
        fiscal_year=2024, texts=("北公民館は令和6年10月7日から休館。2館で実施。",), cycle=CYCLE,
        as_of_date=date(2024, 10, 7), informant="生涯学習課 聞き取り",
    )  # fmt: skip
    story.late = story.item(late, DEPARTMENT)
    story.on(2025, 7, 24)
    rain = "土曜は無理でも、雨の日だけ午前に開けてほしい。"
    story.rain = story.item(
        CommentSubmitted(cycle=CYCLE, body="土曜に開けてほしい。", author=MIKI, seat=3), Actor(MIKI, "member")
    )
    story.item(CommentEdited(cycle=CYCLE, comment=story.rain, body=rain), Actor(MIKI, "member"))
    seats = tuple(RollEntry(seat=n, account=a) for n, a in ((3, MIKI), (4, KITAHARA)))
    roll = (RollEntry(seat=1, account=HAYASE, office="chair"), *seats)
    called = SessionCalled(
        cycle=CYCLE, title="令和7年度第1回会議", held_on=date(2025, 7, 24), roll=roll, place="市役所"
    )
    story.tell("session", FIRST, called)
    story.tell("review_cycle", CYCLE, SessionAdded(session=FIRST))
    story.item(StarRevoked(statement=1, text_revision=1, session=FIRST, reason="休館のため、全員異議なし"))
    for seats_present in ((1, 3, 4), (1, 3)):
        here = AttendanceRecorded(present=seats_present, presiding=1, needed=2, quorate=True)
        story.tell("session", FIRST, here)
    story.tell("session", FIRST, SessionClosed(present=2, needed=2, quorate=True))


def autumn(story):
    story.on(2025, 11, 4)
    story.item(StepEntered(cycle=CYCLE, step="consideration"))
    story.item(ImprovementConsidered(cycle=CYCLE, reason="北地区の代わりの場所が要る", rating="B", direction="improve"))
    first = (DraftStatement(id=1, text_revision=1, text="2つの公民館の和室を月2回、親子に開放している。"),)
    story.hidden = story.item(DraftSaved(cycle=CYCLE, number=1, statements=first, reason="休館に合わせる"))
    change = (DraftStatement(id=1, text_revision=1, text=NEW),)
    story.draft = story.item(DraftSaved(cycle=CYCLE, number=2, statements=change, removed=(2,), reason="ご意見による"))
    story.on(2025, 11, 28)
    story.item(DraftShown(cycle=CYCLE, number=2))
    story.item(StepEntered(cycle=CYCLE, step="proposal"))
    for day in (date(2025, 11, 28), date(2025, 12, 5)):
        story.tell("review_cycle", CYCLE, DeadlineSet(step="proposal", due=end_of_day(day)))
    story.on(2025, 12, 1)
    called = Acknowledged(cycle=CYCLE, author=OKITA, seat=6, medium="telephone", received_on=date(2025, 12, 1))
    story.item(called)
    first = ImprovementProposed(
        cycle=CYCLE, version=1, proposal_kind="revise", reason="ご意見による", statements=change, removed=(2,), draft=2
    )
    story.item(first)
    answer = "北地区は水曜にわかば幼稚園で開けることとしました。"
    story.item(CommentAnswered(cycle=CYCLE, comment=story.paper, disposition="reflected", version=1, body=answer))
    considering = CommentAnswered(
        cycle=CYCLE, comment=story.rain, disposition="considering", until=date(2026, 6, 30), body="人の手配を調べます。"
    )
    story.item(considering)
    story.item(ProposalReturned(cycle=CYCLE, version=1, reason="換気の目安を加える"))
    story.item(StepReturned(cycle=CYCLE, step="consideration", reason="換気の目安を加える"))


def winter(story):
    change = (DraftStatement(id=1, text_revision=1, text=NEW),)
    story.on(2025, 12, 10)
    story.item(
        ImprovementProposed(cycle=CYCLE, version=2, proposal_kind="revise", reason="換気を加えた", statements=change)
    )
    entry = AgendaEntry(indicator=ITEM, version=2)
    roll = (RollEntry(seat=1, account=HAYASE, office="chair"), RollEntry(seat=3, account=MIKI))
    called = SessionCalled(
        cycle=CYCLE, title="令和7年度第2回会議", held_on=date(2025, 12, 18), roll=roll, agenda=(entry,)
    )
    story.tell("session", SECOND, called)
    story.on(2025, 12, 18)
    story.tell("session", SECOND, AttendanceRecorded(present=(1, 3), presiding=1, needed=2, quorate=True))
    entrusted = DecisionRecorded(decision="entrusted", proposals=(entry,), manner="異議なし", note="換気の文言")
    ruling = story.tell("session", SECOND, entrusted)
    story.on(2026, 1, 14)
    confirmed = EntrustmentConfirmed(
        decision=ruling, proposal=entry, confirmed_on=date(2026, 1, 14), medium="telephone", note="了承"
    )
    story.tell("session", SECOND, confirmed)
    story.item(ProposalAdopted(cycle=CYCLE, version=2, session=SECOND, decision=ruling))
    story.on(2026, 3, 31)
    revised = (RevisedStatement(id=1, text=NEW, text_revision=2),)
    story.item(IndicatorRevised(cycle=CYCLE, version=2, effective_on=date(2026, 3, 31), statements=revised))


def figures(story):
    """A 数値指標 with its figures, evidence of its status, and a ★ that is put to the next session."""

    def tell(event):
        story.tell("indicator", FIGURES, event)

    numeric = Numeric(unit="人", baseline=Figure(fiscal_year=2019, value="1240"), target=Figure(text="増やす"))
    number = ItemNumber(project=2, initiative=1, ordinal=1)
    fields = {"item_kind": "numeric", "number": number, "name": "利用者数", "ground": "計画書32ページ"}
    bullets = (Statement(id=1, text="のべ人数を数える。"),)
    tell(IndicatorRegistered(plan=PLAN, **fields, statements=bullets, numeric=numeric))
    story.tell("plan", PLAN, ItemAdded(indicator=FIGURES, item_kind="numeric"))
    tell(MeasurementRecorded(cycle=CYCLE, fiscal_year=2023, not_measured=True))
    tell(MeasurementRecorded(cycle=CYCLE, fiscal_year=2024, value="1300"))
    tell(MeasurementRecorded(cycle=CYCLE, fiscal_year=2024, value="1310.5", text="速報。", source="利用者名簿"))
    survey = Evidence(kind="survey", title="ニーズ調査", wave="第2回", question="行けますか", n=412, value="62.5％")
    link = Evidence(kind="link", title="開放日", url="https://example.jp/days")
    tell(StatusChecked(fiscal_year=2024, texts=("増えた。",), cycle=CYCLE, evidence=(survey, link)))
    tell(StarPutForward(cycle=CYCLE, statement=1, text_revision=1, change="grant", reason="増えたため。"))


def answers(story, whole):
    """On 園: summed up, contested, put off, answered, disputed, revised; the opinion on the whole is summed up too."""

    def on_other(event, actor=CLERK):
        return story.tell("indicator", OTHER, event, actor)

    rooms = "園の空き部屋は水曜だけでなく金曜も使えます。"
    said = on_other(CommentSubmitted(cycle=CYCLE, body=rooms, author=MIKI, seat=3), Actor(MIKI, "member"))
    slip = CommentSubmitted(
        cycle=CYCLE, body="金曜も。", source="child", author_name="ひなた", author_note="年長", medium="paper",
        received_on=date(2026, 3, 30), late_reason="園から届くのが遅れたため",
    )  # fmt: skip
    child = on_other(slip)
    on_other(CommentEndorsed(cycle=CYCLE, comment=said, author=KITAHARA, seat=4, medium="telephone"))
    on_other(CommentEndorsed(cycle=CYCLE, comment=said, author=OKITA, seat=6), Actor(OKITA, "member"))
    on_other(CommentSummarised(cycle=CYCLE, comment=said, body="園を使う曜日について。"))
    on_other(SummaryContested(cycle=CYCLE, comment=said, reason="金曜と書いてください。"), Actor(MIKI, "member"))
    on_other(CommentSummarised(cycle=CYCLE, comment=said, body="園の空き部屋を金曜にも使うことについて。"))
    story.tell("review_cycle", CYCLE, CommentSummarised(cycle=CYCLE, comment=whole, body="夜の会議を求める。"))
    by_phone = SummaryContested(cycle=CYCLE, comment=whole, reason="求めるほどではない", medium="telephone")
    story.tell("review_cycle", CYCLE, by_phone)
    wait = AnswerPostponed(cycle=CYCLE, comment=said, until=date(2026, 6, 30), reason="園と話しているため")
    on_other(wait)
    given = {"cycle": CYCLE, "disposition": "reflected", "version": 2, "indicator": ITEM, "body": "金曜も使います。"}
    for comment in (said, child):
        on_other(CommentAnswered(comment=comment, together=said, **given))
    on_other(AnswerDisputed(cycle=CYCLE, comment=said, reason="いつからですか。"), Actor(MIKI, "member"))
    later = {**given, "body": "5月から金曜も使います。", "reason": "始まる月を加えた"}
    story.revised_answer = on_other(AnswerRevised(comment=said, **later))


def everything():
    """The story, and after it whatever event class it did not need, so that each stands somewhere."""
    story = review()
    whole = CommentSubmitted(
        cycle=CYCLE, body="会議を夜にも開いて。", source="citizen", author_name="匿名", medium="fax"
    )
    note = story.tell("review_cycle", CYCLE, whole)
    scan = AttachmentAdded(to=note, name="写し.pdf", sha256="0" * 64, media_type="application/pdf", bytes=9)
    story.tell("review_cycle", CYCLE, scan)
    story.tell("session", SECOND, msgspec.structs.replace(scan, to=1))
    story.tell("plan", PLAN, msgspec.structs.replace(scan, to=1))
    story.tell("review_cycle", CYCLE, CommentEdited(cycle=CYCLE, comment=note, body="会議を夜にも開いてほしい。"))
    onward = MatterCarriedOver(cycle=CYCLE, comment=note, to_fiscal_year=2026, reason="時間の都合")
    story.tell("review_cycle", CYCLE, onward)
    story.tell("review_cycle", CYCLE, Acknowledged(cycle=CYCLE, author=MIKI, seat=3), Actor(MIKI, "member"))
    on_status = CommentSubmitted(
        cycle=CYCLE, body="家の事情を書きました。", author=MIKI, seat=3, subject="status", stance="reserve"
    )
    story.withdrawn = story.item(on_status, Actor(MIKI, "member"))
    story.item(CommentWithdrawn(cycle=CYCLE, comment=story.withdrawn), Actor(MIKI, "member"))
    forwarded = CommentAnswered(
        cycle=CYCLE, comment=note, disposition="forwarded", forwarded_to="建設課", body="伝えました。"
    )
    story.tell("review_cycle", CYCLE, forwarded)
    answers(story, note)
    stays = ImprovementProposed(cycle=CYCLE, version=1, proposal_kind="continue", reason="変わりない")
    story.tell("indicator", OTHER, stays)
    dropped = ProposalRejected(cycle=CYCLE, version=1, session=SECOND, reason="次の年に見る")
    story.tell("indicator", OTHER, dropped)
    carried = CarriedForward(cycle=CYCLE, of="text", fiscal_year=2025, reason="変わりない")
    story.tell("indicator", OTHER, carried)
    figures(story)
    story.item(StatusChecked(fiscal_year=2024, texts=("2館で月2回。", "北は水曜。"), cycle=CYCLE))
    on_paper = FlowChanged(
        flow=flow_text().replace("会議2回", "会議1回＋書面"),
        judged_by=1,
        judged_on=date(2026, 3, 1),
        ground="大雪のため",
        steps={code: code for code in ("status_check", "consideration", "proposal", "revision")},
    )
    story.tell("review_cycle", CYCLE, on_paper)
    story.tell("review_cycle", CYCLE, CycleClosed())
    next_year(story, note)
    published = PlanPublished(edition=1, through=len(story.log), on=date(2026, 3, 31), decided_by="子ども課長")
    story.tell("plan", PLAN, published)
    paper = {"on": date(2026, 3, 19), "document_number": "子第412号", "post": "子ども課長"}
    for kind, stream, subject in (
        ("plan", PLAN, "publication"), ("review_cycle", CYCLE, "answers"), ("indicator", OTHER, "answers"),
        ("session", SECOND, "pack"),
    ):  # fmt: skip
        story.tell(kind, stream, ApprovalRecorded(subject=subject, through=len(story.log), **paper))
    memo = story.tell("plan", PLAN, HandoverNoted(body="市の保険の件は総務課へ。"))
    story.tell("plan", PLAN, HandoverNoteSettled(note=memo))
    story.tell("council", COUNCIL, SeatVacated(seat=10, on=date(2026, 3, 1)))
    story.tell("account", EGUCHI, SignInCodeIssued())
    story.tell("account", EGUCHI, AccountDisabled())
    empty = SessionCalled(cycle=CYCLE, title="臨時会議", held_on=date(2026, 3, 31), roll=())
    story.tell("session", EMPTY, empty)
    story.tell("session", EMPTY, AttendanceRecorded(present=(1,), presiding=1, needed=2, quorate=False))
    story.tell("session", EMPTY, SessionClosed(present=1, needed=2, quorate=False))

    story.tell("session", STORMY, msgspec.structs.replace(empty, title="台風の日の会議"))
    story.tell("session", STORMY, SessionMoved(held_on=date(2026, 4, 3), roll=(), reason="台風のため"))
    story.tell("session", STORMY, SessionCalledOff(reason="台風のため"))
    in_writing(story)
    drafts_and_revisions(story)
    return story


def drafts_and_revisions(story):
    """Items taken back, added, split, merged, moved and retired; corrections; what is to be confirmed."""
    year = {"cycle": OPEN_CYCLE}
    story.on(2026, 5, 1)
    open_year(story, OPEN_CYCLE, 2026)
    draft = DraftSaved(**year, number=1, statements=(DraftStatement(text="園の庭を開ける。"),), reason="声による")
    for event in (draft, DraftShown(**year, number=1), DraftTakenBack(**year, number=1, reason="園に聞いてから")):
        story.tell("indicator", OTHER, event)
    new = (
        ProposedItem(
            item_kind="role", number=ItemNumber(project=2, initiative=1), name="園の庭", statements=("開く。",),
        ),
        ProposedItem(
            item_kind="role", number=ItemNumber(project=2, initiative=2), name="園の車",
            statements=("回る。", "呼ぶ。"), initiative_name="あそびの車",
        ),
    )  # fmt: skip
    told = (
        {"proposal_kind": "add", "new_items": new},
        {"proposal_kind": "merge", "into": ITEM, "statements": (DraftStatement(text="園の庭も開ける。"),)},
        {"proposal_kind": "move", "to_project": 2, "to_initiative": 2, "session": SECOND},
        {"proposal_kind": "revise", "name": "園と地域"},
        {"proposal_kind": "retire"},
        {"proposal_kind": "split", "new_items": new},
    )
    for version, fields in enumerate(told, 1):
        story.tell("indicator", OTHER, ImprovementProposed(**year, version=version, reason="声による", **fields))
    story.tell("indicator", OTHER, ProposalWithdrawn(**year, version=1, reason="園に聞いてから"))
    story.on(2026, 8, 3)
    effect = {**year, "version": 6, "effective_on": date(2026, 9, 1)}
    story.tell("indicator", OTHER, IndicatorRevised(**effect, statements=(), name="園と地域"))
    story.tell(
        "indicator", OTHER, IndicatorRevised(**effect, statements=(), number=ItemNumber(project=2, initiative=2))
    )
    story.tell("indicator", OTHER, IndicatorRevised(**effect, statements=(), merged=ITEM))
    story.tell("indicator", OTHER, IndicatorRevised(**effect, statements=()))
    for stream, item in zip((HALF, REST), new, strict=True):
        bullets = tuple(Statement(id=n, text=text) for n, text in enumerate(item.statements, 1))
        registered = IndicatorRegistered(
            plan=PLAN, item_kind="role", number=item.number, name=item.name, statements=bullets,
            predecessors=(OTHER,), effective_on=date(2026, 9, 1),
        )  # fmt: skip
        story.tell("indicator", stream, registered)
    story.tell("indicator", OTHER, IndicatorSucceeded(**year, version=6, by=(HALF, REST)))
    story.tell("indicator", OTHER, IndicatorRetired(**effect))
    measures = (InitiativeEntry(number=1, name="開放"), InitiativeEntry(number=2, name="あそびの車"))
    changed = PlanStructureChanged(
        cycle=OPEN_CYCLE, indicator=OTHER, effective_on=date(2026, 9, 1), removed=(OTHER,),
        added=(ItemEntry(indicator=HALF, kind="role"), ItemEntry(indicator=REST, kind="role")),
        projects=(ProjectEntry(number=2, name="雨の日も遊べるまち", initiatives=measures),),
    )  # fmt: skip
    story.tell("plan", PLAN, changed)
    outside(story)
    corrections(story)


def outside(story):
    """What the document of a later year shows that meetings decided elsewhere."""
    by_document = {"session": PAST, "effective_on": date(2026, 9, 1)}
    registered = IndicatorRegistered(
        plan=PLAN, item_kind="role", number=ItemNumber(project=2, initiative=1, ordinal=9), name="学校",
        statements=(Statement(id=1, text="校庭を開ける。"),), **by_document,
    )  # fmt: skip
    story.tell("indicator", SCHOOL, registered)
    reworded = RevisedStatement(id=1, text="校庭を毎週開ける。", text_revision=2)
    second = RevisedStatement(id=2, text="体育館も開ける。", text_revision=1)
    number = ItemNumber(project=2, initiative=2, ordinal=9)
    told = (
        {"statements": (reworded, second), "order": (2, 1)},
        {"removed": (2,), "name": "学校と園", "number": number, "merged": (REST,)},
    )
    for fields in told:
        story.tell("indicator", SCHOOL, RevisionRecorded(**by_document, **fields))
    misread = RevisedStatement(id=3, text="鍵を預かる。", text_revision=1)
    story.tell("indicator", SCHOOL, RevisionRecorded(effective_on=date(2026, 9, 1), statements=(misread,)))
    story.tell("indicator", SCHOOL, DepartureRecorded(**by_document, by=(HALF,)))
    story.tell("plan", PLAN, PlanStructureChanged(effective_on=date(2026, 9, 1), removed=(SCHOOL,)))


def corrections(story):
    """軽微な修正, a misread text, and 次回までに確認すること."""
    bullet = {"statement": 1, "text_revision": 2}
    misprint = MinorCorrectionMade(ground="misprint", text="開く", note="点を取る", **bullet)
    story.tell("indicator", HALF, misprint)
    renamed = MinorCorrectionMade(ground="organisation", text="こども園の庭", note="組織改編")
    story.tell("indicator", HALF, renamed)
    project = MinorCorrectionMade(ground="law", text="雨でも遊べるまち", note="法令名", project=2)
    story.tell("plan", PLAN, project)
    entrusted = MinorCorrectionMade(
        ground="entrusted", text="開放する", note="一任", project=2, initiative=1, session=SECOND
    )
    story.tell("plan", PLAN, entrusted)
    for source in (Source(line=12), Source(page=3), Source(cell="B4")):
        story.tell("indicator", REST, TextCorrected(statement=1, text_revision=2, text="廻る。", source=source))
    asked = CommitmentMade(cycle=OPEN_CYCLE, text="北地区の代わりの場所を確かめる。", due=date(2026, 10, 31))
    until = {"cycle": OPEN_CYCLE, "due": date(2026, 12, 4)}
    at = story.tell("indicator", HALF, asked, DEPARTMENT)
    again = CommitmentAnswered(commitment=at, result="continued", note="園に聞いている", **until)
    story.tell("indicator", HALF, again, DEPARTMENT)
    story.tell("indicator", HALF, CommitmentAnswered(cycle=OPEN_CYCLE, commitment=at, result="kept", note="借りられる"))
    whole = story.tell("plan", PLAN, asked)
    dropped = CommitmentAnswered(cycle=OPEN_CYCLE, commitment=whole, result="dropped", note="次の計画で考える")
    story.tell("plan", PLAN, dropped)


def in_writing(story):
    """A written session: questions, consent, ballots on the screen and on paper, two that do not count, the result."""
    story.on(2026, 2, 2)
    story.tell("session", SECOND, SpeechNoted(body="冬は感染もある。換気の目安を書いて。", seat=3))
    story.tell("session", SECOND, SpeechNoted(body="備品は市の保険で直せます。", speaker="榎本 課長"))
    ill = ActingChairNamed(seat=3, since=date(2026, 2, 1), until=date(2026, 2, 28), ground="会長の入院のため")
    story.tell("council", COUNCIL, ill)
    roll = (
        RollEntry(seat=1, account=HAYASE, office="chair"),
        RollEntry(seat=3, account=MIKI, acting=True),
        RollEntry(seat=4, account=KITAHARA),
    )
    entry = AgendaEntry(indicator=ITEM, version=2)
    due = end_of_day(date(2026, 2, 9))
    called = SessionCalled(
        cycle=CYCLE, title="令和7年度書面会議", held_on=date(2026, 2, 2), roll=roll, agenda=(entry,),
        form="written", round="question", due=due,
    )  # fmt: skip
    story.tell("session", WRITTEN, called)
    story.tell("review_cycle", CYCLE, SessionAdded(session=WRITTEN))
    story.tell("session", WRITTEN, RoundOpened(round="ballot", due=end_of_day(date(2026, 2, 16))))
    story.tell("session", WRITTEN, ConsentRecorded(seat=3, given=True), Actor(MIKI, "member"))
    paper = ConsentRecorded(seat=4, given=False, medium="paper", received_on=date(2026, 2, 17))
    story.tell("session", WRITTEN, paper)
    agrees = Vote(indicator=ITEM, version=2, choice="agree")
    story.ballot = story.tell("session", WRITTEN, BallotCast(seat=3, votes=(agrees,)), Actor(MIKI, "member"))
    opposes = Vote(indicator=ITEM, version=2, choice="oppose", reason="財源が心配です。")
    posted = {"medium": "paper", "postmarked_on": date(2026, 2, 13), "arrived_on": date(2026, 2, 17)}
    story.on(2026, 2, 18)
    story.paper_ballot = story.tell("session", WRITTEN, BallotCast(seat=4, votes=(opposes,), on_behalf=True, **posted))
    story.tell("session", WRITTEN, BallotRejected(ground="other", seat=4, ballot=story.paper_ballot, note="署名がない"))
    story.tell(
        "session", WRITTEN, BallotRejected(ground="not_member", sender="江口 直樹", arrived_on=date(2026, 2, 17))
    )
    counted = ItemTally(indicator=ITEM, version=2, agree=1, oppose=0, reserve=0, missing=2)
    ended = SessionClosed(
        present=1, needed=2, quorate=False, consents=1, consents_needed=2, tally=(counted,), tie="chair",
        chair_votes="always",
    )  # fmt: skip
    story.tell("session", WRITTEN, ended)


def next_year(story, carried):
    """Departments, more time for all and for 三木, and what the year before carried over."""
    story.tell("indicator", OTHER, ResponsibilityAssigned(department="生涯学習課", contact="係長 内線233"))
    story.tell(
        "indicator",
        OTHER,
        ResponsibilityAssigned(department="地域学習課", contact="係長 内線233", since=date(2026, 4, 1)),
    )
    due = end_of_day(date(2026, 12, 4))
    opened = CycleOpened(
        plan=PLAN, council=COUNCIL, fiscal_year=2026, status_year=2025, items=(ITEM,), others=(OTHER,),
        kinds=("activity",), left_out=(ItemLeftOut(indicator=OTHER, reason="工事が終わるまで待つため"),),
    )  # fmt: skip
    story.tell("review_cycle", OPEN_CYCLE, opened)
    flow = files("pdca.flows").joinpath("kaigi2.toml").read_text(encoding="utf-8")
    story.tell("review_cycle", OPEN_CYCLE, FlowAdopted(flow=flow))
    story.tell("review_cycle", OPEN_CYCLE, DeadlineSet(step="status_check", due=due))
    later = DeadlineExtended(step="status_check", due=end_of_day(date(2026, 12, 7)), reason="発送が遅れたため")
    story.tell("review_cycle", OPEN_CYCLE, later)
    own = msgspec.structs.replace(
        later, due=end_of_day(date(2026, 12, 10)), account=MIKI, reason="お子さんの看病のため"
    )
    story.own_time = story.tell("review_cycle", OPEN_CYCLE, own)
    taken = MatterTakenUp(cycle=OPEN_CYCLE, comment=carried, from_cycle=CYCLE, wording=carried + 4)
    story.taken_up = story.tell("review_cycle", OPEN_CYCLE, taken)
    document_taken_back(story)
    story.tell("plan", PLAN, ImportWithdrawn(reason="古い文書だったため"))


def document_taken_back(story):
    """The wrong document came, and what it brought reads again as before."""
    wrong = DocumentImported(file_name="別の市.docx", file_sha256="1" * 64, profile="kamaishi", findings=0)
    document = story.tell("plan", PLAN, wrong)
    again = (RestoredStatement(id=1, text="校庭を開ける。", text_revision=1),)
    number = ItemNumber(project=2, initiative=1, ordinal=9)
    withdrawn = DocumentWithdrawn(document=document, through=document, reason="別の市の文書だったため")
    story.tell("plan", PLAN, withdrawn)
    restored = IndicatorRestored(document=document, number=number, name="学校", statements=again)
    story.tell("indicator", SCHOOL, restored)
    story.tell("indicator", SCHOOL, restored)
    story.tell("indicator", SCHOOL, IndicatorWithdrawn(document=document, effective_on=date(2026, 9, 2)))
