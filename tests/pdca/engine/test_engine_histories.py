"""Any legal sequence of commands: replay equals memory, rebuilt equals live, the past stays, nothing shows."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain import commands as c
from domain.commented import Commented
from domain.errors import ReviewError
from domain.events import AgendaEntry
from domain.japanese_dates import japan_day
from pdca.chance import FixedChance
from pdca.streams import AGGREGATES
from projections.read_models import ReadModels
from tests.proof import check_rows, raw
from tests.review import PLAIN, STARRED, START, Review, engine_on

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).map("秘{}".format)
NUMBERS = [STARRED, PLAIN, "1-将"]


class Desk:
    """Sends whatever comes into somebody's mind; most of it is refused, none of it may do harm."""

    def __init__(self, review, data):
        self.review, self.data = review, data
        self.sessions, self.happened = [], 0

    def pick(self, *values):
        return self.data.draw(st.sampled_from(values))

    def send(self, cls, who=None, **fields):
        try:
            self.happened += bool(self.review.do(cls, who, **fields).positions)
        except ReviewError as refused:
            assert refused.status in {403, 404, 409, 422}  # noqa: PT017 -- both outcomes are legal, this one must say why

    def act(self):
        getattr(self, self.pick(*ACTS))()

    # --- what there is to pick from

    @property
    def number(self):
        return self.pick(*NUMBERS)

    @property
    def one(self):
        return self.review.items[self.number]

    @property
    def text(self):
        return self.data.draw(TEXT)

    @property
    def cycle(self):
        return self.review.cycle

    def a_comment(self):
        number = self.pick(*NUMBERS, None)
        place = self.review.item(number) if number else self.review.engine.load(CYCLE, self.cycle)
        assert isinstance(place, Commented)
        return self.pick(*place.comments or (1,)), self.review.items.get(number)

    def bullets(self, item):
        known = list(item.statements.items())
        chosen = self.data.draw(st.lists(st.sampled_from(known), max_size=2, unique_by=lambda pair: pair[0]))
        changed = [c.Bullet(text=self.text, id=k, text_revision=b.text_revision) for k, b in chosen]
        return (*changed, c.Bullet(text=self.text))

    # --- what somebody does

    def check_status(self):
        item = self.review.item(self.number)
        status = item.statuses.get(2024)
        texts = (self.text, self.text)
        self.send(c.CheckStatus, indicator_id=item.id, texts=texts, based_on=status and status.position)

    def carry_forward(self):
        self.send(c.CarryForward, indicator_id=self.one, of=self.pick("status", "text"), reason=self.text)

    def consider(self):
        self.send(c.ConsiderImprovement, indicator_id=self.one, reason=self.text, rating="B")

    def enter(self):
        step = self.pick("consideration", "proposal", "revision")
        items = self.review.scope if step == "revision" else (self.one,)
        self.send(c.EnterStep, step=step, indicator_ids=items)

    def return_step(self):
        self.send(c.ReturnStep, indicator_id=self.one, step="consideration", reason=self.text)

    def save_draft(self):
        item = self.review.item(self.number)
        fields = {"indicator_id": item.id, "statements": self.bullets(item), "reason": self.text}
        self.send(c.SaveDraft, **fields, based_on=item.last_draft(self.cycle))

    def show_draft(self):
        item = self.review.item(self.number)
        self.send(c.ShowDraft, indicator_id=item.id, number=item.last_draft(self.cycle))

    def propose(self):
        item, kind = self.review.item(self.number), self.pick("revise", "revise", "continue")
        bullets = self.bullets(item) if kind == "revise" else ()
        fields = {"indicator_id": item.id, "proposal_kind": kind, "statements": bullets, "reason": self.text}
        self.send(c.ProposeImprovement, **fields, based_on=item.last_version(self.cycle))

    def return_proposal(self):
        item = self.review.item(self.number)
        version = item.last_version(self.cycle)
        self.send(c.ReturnProposal, indicator_id=item.id, version=version, reason=self.text)

    def comment(self):
        number = self.pick(*NUMBERS, None)
        who = self.pick(self.review.member, self.review.other, self.review.chair, self.review.auditor)
        place = c.Place(indicator_id=self.review.items.get(number))
        self.send(c.SubmitComment, who, place=place, body=self.text)

    def edit_comment(self):
        at, item = self.a_comment()
        fields = {"comment": at, "body": self.text, "based_on": at}
        self.send(c.EditComment, self.review.member, indicator_id=item, **fields)

    def withdraw_comment(self):
        at, item = self.a_comment()
        self.send(c.WithdrawComment, self.review.member, indicator_id=item, comment=at)

    def answer(self):
        at, item = self.a_comment()
        version = self.pick(None, 1, 2)
        fields = {"comment": at, "body": self.text, "version": version}
        self.send(c.AnswerComment, indicator_id=item, disposition="reflected" if version else "noted", **fields)

    def answer_elsewhere(self):
        """With the proposal of any item, for one opinion or for two at once."""
        (first, item), (second, other) = self.a_comment(), self.a_comment()
        named = self.review.item(self.number)
        fields = {"body": self.text, "disposition": "partly_reflected", "version_of": named.id}
        fields["version"] = named.last_version(self.cycle) or 1
        refs = (c.CommentRef(comment=first, indicator_id=item), c.CommentRef(comment=second, indicator_id=other))
        self.send(c.AnswerComments, comments=refs[: self.pick(1, 2)], **fields)

    def carry_and_let_fall(self):
        """An opinion on the whole plan is carried by an item's proposal, which goes back."""
        item = self.review.item(self.number)
        on = {"indicator_id": item.id, "reason": self.text}
        self.send(c.SubmitComment, self.review.chair, place=c.Place(), body=self.text)
        whole = self.review.engine.load(CYCLE, self.cycle).open_comments(self.cycle)
        self.send(c.ProposeImprovement, **on, proposal_kind="continue", based_on=item.last_version(self.cycle))
        version = self.review.engine.load(ITEM, item.id).last_version(self.cycle) or 1
        carried = {"comment": self.pick(*whole or (1,)), "version": version, "version_of": item.id}
        self.send(c.AnswerComment, **carried, disposition="reflected", body=self.text)
        self.send(c.ReturnProposal, **on, version=version)

    def revise_answer(self):
        at, item = self.a_comment()
        place = self.review.engine.load(ITEM, item) if item else self.review.engine.load(CYCLE, self.cycle)
        based_on = place.comments[at].answer if at in place.comments else 1
        fields = {"comment": at, "body": self.text, "reason": self.text, "based_on": based_on or 1}
        self.send(c.ReviseAnswer, indicator_id=item, disposition=self.pick("noted", "as_proposed"), **fields)

    def between_author_and_office(self):
        at, item = self.a_comment()
        on = {"comment": at, "indicator_id": item}
        self.send(c.SummariseComment, **on, body=self.text)
        who = self.pick(self.review.member, self.review.other, self.review.clerk)
        self.send(self.pick(c.ContestSummary, c.DisputeAnswer), who, **on, reason=self.text)
        self.send(c.EndorseComment, self.pick(self.review.member, self.review.other), **on)
        self.send(c.PostponeAnswer, **on, until=date(2025, 12, 31), reason=self.text)

    def carry_over(self):
        at, item = self.a_comment()
        self.send(c.CarryOverMatter, indicator_id=item, comment=at, to_fiscal_year=2026, reason=self.text)

    def acknowledge(self):
        self.send(c.Acknowledge, self.review.member, indicator_id=self.one)

    def deadline(self):
        after = timedelta(minutes=self.pick(1, 600))
        self.send(c.SetDeadline, step=self.pick("proposal", "revision"), due=self.review.engine.now() + after)

    def time(self):
        self.review.engine.chance.advance(self.pick(1, 3_600_000_000, -1_000_000))

    def call(self):
        agenda = [self.review.item(number) for number in NUMBERS]
        entries = tuple(
            AgendaEntry(indicator=i.id, version=v)
            for i in agenda
            if (v := i.last_version(self.cycle)) and i.proposal(self.cycle, v).state == "open"
        )
        session = self.review.new()
        self.send(c.CallSession, session_id=session, title="会議", held_on=date(2025, 7, 2), agenda=entries)
        self.sessions.append((session, entries))
        self.send(c.RecordAttendance, session_id=session, present=(1, 2), presiding=1)

    def decide(self):
        if not self.sessions:
            return
        session, entries = self.pick(*self.sessions)
        decision = self.pick("approved", "entrusted", "deferred")
        entries = entries[: self.pick(1, 3)]
        fields = {"decision": decision, "proposals": entries, "manner": "異議なし", "note": self.text}
        self.send(c.RecordDecision, session_id=session, **fields)

    def confirm(self):
        if not self.sessions:
            return
        session, entries = self.pick(*self.sessions)
        rulings = self.review.engine.load(SESSION, session).rulings
        if entries and rulings:
            today = japan_day(self.review.engine.now())
            fields = {"decision": self.pick(*rulings), "confirmed_on": today, "medium": "telephone"}
            self.send(c.ConfirmEntrusted, session_id=session, proposal=self.pick(*entries), **fields)

    def star(self):
        item = self.review.item(self.number)
        if self.sessions and item.statements:
            statement = self.pick(*item.statements)
            fields = {"statement": statement, "text_revision": item.statements[statement].text_revision}
            fields |= {"session_id": self.pick(*self.sessions)[0], "indicator_id": item.id, "reason": self.text}
            self.send(self.pick(c.GrantStar, c.RevokeStar), **fields)

    def revise(self):
        item = self.review.item(self.number)
        fields = {"version": item.last_version(self.cycle), "advanced": tuple(item.stars)[: self.pick(0, 1)]}
        self.send(c.ReviseIndicator, indicator_id=item.id, effective_on=date(2025, 8, 1), **fields)

    def close_session(self):
        if self.sessions:
            self.send(c.CloseSession, session_id=self.pick(*self.sessions)[0])

    def publish(self):
        self.send(c.PublishPlan, on=date(2025, 9, 1), decided_by="課長")

    def close(self):
        self.send(c.CloseCycle)


CYCLE, SESSION, ITEM = AGGREGATES["review_cycle"], AGGREGATES["session"], AGGREGATES["indicator"]
ACTS = [
    "check_status", "carry_forward", "consider", "enter", "enter", "return_step", "save_draft", "show_draft",
    "propose", "propose", "return_proposal", "comment", "comment", "edit_comment", "withdraw_comment", "answer",
    "answer", "answer_elsewhere", "carry_and_let_fall", "revise_answer", "between_author_and_office",
    "carry_over", "acknowledge", "deadline", "time", "call", "decide", "decide", "confirm", "star", "revise",
    "revise", "close_session", "publish", "close",
]  # fmt: skip


@pytest.fixture(scope="module")
def counted():
    return {"histories": 0, "happened": 0}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
def test_any_history(store, tmp_path, counted):
    number = iter(range(10_000))
    examples = 50 if store.kind == "sqlite" else 14
    address = store.url

    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def histories(data):
        store.url = f"{address}_{next(number)}"
        engine = engine_on(store.url, tmp_path, FixedChance(1, START))
        try:
            desk = Desk(a_review_at(engine, data), data)
            for _ in range(data.draw(st.integers(15, 40))):
                desk.act()
            counted["histories"] += 1
            counted["happened"] += desk.happened
            everything_holds(engine, store, data.draw(st.integers(1, engine.head())))
        finally:
            engine.close()

    histories()
    assert counted["happened"] > 5 * counted["histories"], "hardly anything was legal"


def a_review_at(engine, data):
    review = Review(engine).start()
    stage = data.draw(st.sampled_from(["start", "in_consideration", "in_proposal", "in_revision"]))
    return review if stage == "start" else getattr(review, stage)()


def everything_holds(engine, store, position):
    replay_is_memory(engine)
    all_agree_on_what_waits(engine)
    assert all(live == anew for live, anew in engine.read_models.check().values())
    assert engine.read_models.stopped() == []
    the_past_is_as_it_was(engine, store, position)
    check_rows(*raw(store))


def replay_is_memory(engine):
    for r in engine.log.since(0, 10_000):
        known = engine.streams._known[r.stream]
        assert known == type(known)(r.stream).fold(engine.history(r.stream))


def all_agree_on_what_waits(engine):
    """Decisions, the list of opinions, the inbox and, for items, the board know the same opinions without an answer."""
    models = engine.read_models
    for row in models.streams.of_kind("review_cycle"):
        cycle = engine.load(CYCLE, row.stream)
        items = {each.stream: engine.load(ITEM, each.stream) for each in models.streams.of_kind("indicator")}
        on_items = {stream: item.open_comments(cycle.id) for stream, item in items.items()}
        waiting = sorted([*cycle.open_comments(cycle.id), *(at for found in on_items.values() for at in found)])
        assert [opinion.position for opinion in models.opinions.open_opinions(cycle.id)] == waiting
        asked = [task.position for task in models.inbox.inbox("", ["secretariat"]) if task.task == "answer_comment"]
        assert cycle.closed or sorted(asked) == waiting
        assert {each.indicator: list(each.open) for each in models.board.board(cycle.id) if each.open} == {
            stream: sorted(found) for stream, found in on_items.items() if found
        }


class Until:
    """The log as it was when its head stood at a position."""

    def __init__(self, log, position):
        self.log, self.position = log, position

    def head(self):
        return self.position

    def since(self, position, limit):
        return self.log.since(position, max(0, min(limit, self.position - position)))


def the_past_is_as_it_was(engine, store, position):
    """Rows asked for as of a position are those of read models that know nothing later."""
    from pdca.store.sqlite import driver
    from projections.database import sqlite

    then = ReadModels(sqlite(":memory:", one_connection(driver())), Until(engine.log, position))
    try:
        then.catch_up()
        plans = [row.stream for row in then.streams.of_kind("plan")]
        for plan in plans:
            assert then.items.plan_items(plan) == engine.read_models.items.plan_items(plan, at=position)
            assert then.streams.plan(plan) == engine.read_models.streams.plan(plan, at=position)
        for cycle in [row.stream for row in then.streams.of_kind("review_cycle")]:
            now = engine.read_models.opinions.cycle_opinions(cycle, at=position)
            assert then.opinions.cycle_opinions(cycle) == now
        for row in then.streams.of_kind("indicator"):
            item = engine.load_at(AGGREGATES["indicator"], row.stream, position)
            assert item == AGGREGATES["indicator"](row.stream).fold(engine.history(row.stream, until=position))
            shown = then.items.item(row.stream)
            assert {s.id: s.text for s in shown.statements} == {k: b.text for k, b in item.statements.items()}
            assert {s.id for s in shown.statements if s.star} == set(item.stars)
    finally:
        then.close()


def one_connection(module):
    """Read models in memory: all of their connections are the same one."""
    made = []

    def connect(*arguments, **options):
        if not made:
            made.append(module.connect(*arguments, **options))
        return made[0]

    return connect
