"""A random year over the whole engine: anybody asks for anything, at any time; the log is held against a small model.

`python -m tests.torture --runs 500 --steps 50 --seed 1` is the long campaign.
"""

import dataclasses
import random
import shutil
import tempfile
import types
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Union, get_args, get_origin

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from domain import commands as c
from domain.errors import ReviewError
from domain.events import AgendaEntry
from domain.indicator import Indicator
from domain.japanese_dates import japan_day
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.chance import FixedChance
from pdca.flows import names, read_flow
from pdca.permissions import CONSOLE
from tests.review import START, Review, engine_on
from tests.torture.asides import Asides
from tests.torture.model import Model

HOUR = 3_600_000_000
REFUSALS = {403, 404, 409, 422}
STEPS = ("status_check", "consideration", "proposal", "deliberation", "public_comment", "revision")
WORDS = ("雨の日も開けてほしい。", "休館のため", "が゛𠮟👨‍👩‍👧", "<b>太</b>", "あ" * 300)


class Year:
    """One run: its engine, its chance, the people who act in it, and the model that reads along."""

    def __init__(self, dice, stage):
        self.dice = dice
        self.folder = Path(tempfile.mkdtemp(prefix="pdca-year-"))
        shutil.copytree(stage.folder, self.folder, dirs_exist_ok=True)
        self.review = dataclasses.replace(stage.review)
        self.chance = FixedChance(1, stage.now)
        self.model, self.sent, self.asked, self.happened, self.refused = Model(), [], 0, 0, 0
        self.open()
        self.follow()
        self.before = self.model.seen.copy()

    def open(self):
        self.engine = engine_on(str(self.folder / "year.sqlite3"), self.folder, self.chance)
        self.review.engine = self.engine

    def close(self):
        self.engine.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def follow(self):
        """The model reads what is new."""
        for recorded in self.engine.log.since(self.model.position, 10_000):
            self.model.take(recorded)

    # --- the acts of a year

    def sensible(self):
        """The next thing that somebody would do, and is not idle about."""
        before = self.asked
        for _ in range(4):
            if self.asked == before:
                Sensible(self).act()

    def anything(self):
        """Any command by anybody, its fields from what there is, now and then from what there is not."""
        cls = self.dice.choice(c.all_commands())
        fields = {f.name: self.value(f.name, f.type) for f in msgspec.structs.fields(cls) if self.fills(f)}
        self.send(self.dice.choice(self.everybody), cls, **fields)

    def fills(self, f):
        return f.name != "command_id" and (f.required or self.dice.random() < 0.5)

    def again(self):
        """A command is sent once more, to the letter: it answers the same, and nothing happens."""
        if self.sent:
            who, command, positions = self.dice.choice(self.sent)
            head = self.engine.head()
            done = self.engine.do(command, who)
            assert done.positions == positions, "the same command answered something else"
            assert self.engine.head() == head, "a repeated command happened"
            self._by_another(who, command)

    def _by_another(self, who, command):
        """The same command of somebody else is refused."""
        other = self.dice.choice([account for account in self.everybody if account != who])
        head = self.engine.head()
        with pytest.raises(ReviewError):
            self.engine.do(command, other)
        assert self.engine.head() == head

    def crash(self):
        """The process is gone and another opens the same file."""
        head, digests = self.engine.head(), self.digests()
        self.engine.close()
        self.open()
        assert self.engine.head() == head, "the log lost its end"
        assert self.digests() == digests, "the read models are others after a restart"

    def digests(self):
        return {track.name: self.engine.read_models.digest(track.name) for track in self.engine.read_models.tracks()}

    def clock(self):
        """Time passes, or the machine's clock is set back."""
        self.chance.advance(self.dice.choice((1, HOUR, 24 * HOUR, 20 * 24 * HOUR, -HOUR)))

    def rebuild(self):
        """Read models anew: the same."""
        assert all(live == anew for live, anew in self.engine.read_models.check().values()), "rebuilt is not live"

    # --- sending

    def send(self, who, cls, **fields):
        """Sends a command; refused it leaves no trace, done it leaves what it says."""
        command = cls(command_id=self.chance.new_id(), **fields)
        self.asked += 1
        head = self.engine.head()
        try:
            done = self.engine.do(command, who)
        except ReviewError as refused:
            self._refused(refused, head)
            return None
        assert done.positions == tuple(range(head + 1, self.engine.head() + 1)), "the answer is not what was recorded"
        if done.positions:
            self.happened += 1
            self.sent.append((who, command, done.positions))
        return done

    def _refused(self, refusal, head):
        assert refusal.status in REFUSALS, refusal
        assert refusal.message.strip(), "a refusal without a word"
        assert self.engine.head() == head, "a refusal left something behind"
        self.refused += 1

    # --- values

    @property
    def everybody(self):
        r = self.review
        return [r.clerk, r.clerk, r.department, r.chair, r.member, r.other, r.auditor, r.administrator, CONSOLE]

    @property
    def cycles(self):
        return [row.stream for row in self.engine.read_models.streams.of_kind("review_cycle")]

    @property
    def sessions(self):
        return [row.stream for row in self.engine.read_models.streams.of_kind("session")]

    def value(self, name, hint):
        """A value for a field: by its name where that says what it is, else by its type."""
        known = getattr(self, f"_{name}", None)
        if known is not None and self.dice.random() < 0.95:
            return known()
        return self._by_type(hint)

    def _by_type(self, hint):
        origin, args = get_origin(hint), get_args(hint)
        if is_uuid(hint):
            known = [*self.review.items.values(), *self.everybody[:-1], *self.cycles]
            return self.dice.choice([*known, self.chance.new_id()])
        if origin in {Annotated, Union, types.UnionType}:
            return self._by_type(self.dice.choice(args[: 1 if origin is Annotated else None]))
        if origin is Literal:
            return self.dice.choice(args)
        if origin is tuple:
            return tuple(self._by_type(args[0]) for _ in range(self.dice.randint(0, 2)))
        return {} if origin is dict else self._plain(hint)

    def _plain(self, hint):
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return hint(**{f.name: self.value(f.name, f.type) for f in msgspec.structs.fields(hint) if self.fills(f)})
        day = japan_day(self.engine.now())
        return {
            str: lambda: self.dice.choice(WORDS),
            int: lambda: self.dice.randint(0, 4),
            bool: lambda: self.dice.random() < 0.5,
            date: lambda: day + timedelta(days=self.dice.randint(-20, 20)),
            datetime: lambda: self.engine.now() + timedelta(hours=self.dice.randint(-30, 300)),
            type(None): lambda: None,
        }[hint]()

    def _cycle_id(self):
        return self.dice.choice(self.cycles)

    def _session_id(self):
        return self.dice.choice(self.sessions)

    def _plan_id(self):
        return self.review.plan

    def _council_id(self):
        return self.review.council

    def _indicator_id(self):
        return self.dice.choice(list(self.review.items.values()))

    def _account_id(self):
        return self.dice.choice(self.everybody[:-1])

    _author = _account_id
    _indicator = _indicator_id

    def _indicator_ids(self):
        scope = list(self.engine.load(ReviewCycle, self._cycle_id()).items)
        return tuple(scope if self.dice.random() < 0.5 else self.dice.sample(scope, 1))

    def _step(self):
        return self.dice.choice(STEPS)

    def _comment(self):
        return self.dice.choice([*self.model.comments, 1])

    def _flow(self):
        return read_flow(self.dice.choice(names()))

    def _fiscal_year(self):
        return self.dice.choice((2025, 2026, 2027))

    def _based_on(self):
        return self.dice.choice((0, 1, 2, *self.model.comments))


class Sensible(Asides):
    """What the people of the review would do next: the way of one item, step by step."""

    def __init__(self, year):
        self.year, self.dice, self.review = year, year.dice, year.review
        engine = year.engine
        self.cycle = engine.load(ReviewCycle, self.dice.choice([self.review.cycle] * 4 + year.cycles))
        self.item = engine.load(Indicator, year._indicator_id())
        self.meetings = [s for s in (engine.load(Session, i) for i in self.cycle.sessions) if not s.closed]
        self.helping = False
        self.member = self.dice.choice((self.review.member, self.review.other, self.review.chair))

    def act(self):
        """Mostly what the item needs next; else an opinion, an answer, a meeting, a second thought."""
        if self.dice.random() < 0.6:
            self.needed()
        else:
            asides = [self.comment, self.answer, self.sit, self.star, self.acknowledge, self.edit, self.withdraw]
            asides += [self.skip, self.door, self.send_back, self.change_flow]
            asides += [self.draft, self.show, self.give_back, self.keep, self.carry_over, self.put_off]
            self.dice.choice([*asides, *[self.aside] * len(asides)])()

    def needed(self):
        """What keeps the item from the next step, or the review from its end."""
        step = self.item.steps.get(self.cycle.id)
        if step is None:
            self.dice.choice((self.propose, self.comment, self.in_revision))()
        else:
            getattr(self, f"in_{step}")()

    def in_status_check(self):
        (self.enter if self.cycle.id in self.year.model.items[self.item.id].checked else self.check)()

    def in_consideration(self):
        (self.enter if self.cycle.id in self.item.considered else self.consider)()

    def in_proposal(self):
        until = self.cycle.flow.step(self.step).until
        if "considered" in until and self.cycle.id not in self.item.considered:
            self.consider()
        elif self.undecided(self.item):
            self.dice.choice((self.propose, self.propose, self.keep))()
        elif self.item.open_comments(self.cycle.id):
            self.answer()
        elif "deadline_passed" in until and self.step not in self.cycle.deadlines:
            self.deadline()
        else:
            self.others_first(self.enter_all)

    in_deliberation = in_public_comment = in_proposal

    @property
    def step(self):
        return self.item.steps.get(self.cycle.id)

    def undecided(self, item):
        states = item.proposal_states(self.cycle.id).values()
        return self.cycle.id not in item.outcomes and not {"open", "adopted"} & set(states)

    def in_revision(self):
        states = set(self.item.proposal_states(self.cycle.id).values())
        if self.cycle.id in self.item.outcomes and self.cycle.id in self.item.steps:
            self.others_first(self.close)
        elif "adopted" in states:
            self.revise()
        elif "open" in states:
            (self.sit if self.meetings else self.meet)()
        else:
            self.keep()

    def others_first(self, then):
        """What all wait for: somebody sees to an item that is behind, or it is done."""
        behind = [i for i in self.cycle.items if self._is_behind(self.year.engine.load(Indicator, i))]
        if behind and not self.helping:
            self.helping = True
            self.item = self.year.engine.load(Indicator, self.dice.choice(behind))
            self.needed()
        elif self.cycle.open_comments(self.cycle.id):
            self.answer()
        elif self.meetings and then == self.close:
            self.sit()
        else:
            then()

    def _is_behind(self, item):
        step = item.steps[self.cycle.id]
        if step != self.item.steps[self.cycle.id] or item.open_comments(self.cycle.id):
            return True
        return self.undecided(item) if step == "proposal" else self.cycle.id not in item.outcomes

    @property
    def at(self):
        return {"cycle_id": self.cycle.id, "indicator_id": self.item.id}

    def do(self, cls, who=None, **fields):
        return self.year.send(who or self.review.clerk, cls, **fields)

    def check(self):
        status = self.item.statuses.get(self.cycle.status_year)
        based_on = status.position if status else None
        self.do(c.CheckStatus, **self.at, texts=("月に二度開けた。",), based_on=based_on)

    def enter(self):
        following = self.cycle.flow.next(self.item.steps[self.cycle.id])
        self.do(c.EnterStep, cycle_id=self.cycle.id, step=following.code, indicator_ids=(self.item.id,))

    def enter_all(self):
        """What is in the way is cleared first, now and then."""
        if self.dice.random() < 0.5:
            self.year.chance.advance(24 * HOUR * 30)
        code = self.cycle.flow.next(self.item.steps[self.cycle.id]).code
        self.do(c.EnterStep, cycle_id=self.cycle.id, step=code, indicator_ids=tuple(self.cycle.items))

    def consider(self):
        rating = self.dice.choice(self.cycle.flow.scale.ratings).code
        self.do(c.ConsiderImprovement, **self.at, reason="声があったため", rating=rating)

    def seen(self, bullet):
        """The text revision that somebody saw: now and then not the one that stands."""
        return bullet.text_revision + (self.dice.random() < 0.1)

    def bullets(self):
        known = list(self.item.statements.items())[:1]
        return (
            *(c.Bullet(text="もっと開けている。", id=k, text_revision=self.seen(b)) for k, b in known),
            c.Bullet(text="柵がある。"),
        )

    def draft(self):
        number = self.item.last_draft(self.cycle.id)
        self.do(c.SaveDraft, **self.at, statements=self.bullets(), reason="声", based_on=number)

    def show(self):
        self.do(c.ShowDraft, **self.at, number=self.item.last_draft(self.cycle.id))

    def propose(self):
        kind = self.dice.choice(("revise", "revise", "continue"))
        statements = self.bullets() if kind == "revise" else ()
        version = self.item.last_version(self.cycle.id)
        fields = {"proposal_kind": kind, "statements": statements, "reason": "声", "based_on": version}
        self.do(c.ProposeImprovement, **self.at, **fields)

    def give_back(self):
        self.do(c.ReturnProposal, **self.at, version=self.item.last_version(self.cycle.id), reason="もう一度")

    def keep(self):
        self.do(c.CarryForward, **self.at, of="text", reason="変わりなし")

    def deadline(self):
        due = self.year.engine.now() + timedelta(days=self.dice.choice((1, 10)))
        step, due = self.dice.choice(((self.step, due), (self.step, due), (self.dice.choice(STEPS), None)))
        self.do(c.SetDeadline, cycle_id=self.cycle.id, step=step or "proposal", due=due)

    # --- other ways

    def onward(self):
        following = self.cycle.flow.next(self.step) if self.step else None
        return following.code if following else "revision"

    def skip(self):
        step = self.dice.choice((self.step or "consideration", self.onward()))
        self.do(c.SkipStep, cycle_id=self.cycle.id, step=step, indicator_ids=(self.item.id,), reason="変わりなし")

    def door(self):
        on = {"step": self.onward(), "indicator_ids": (self.item.id,)}
        self.do(c.EnterStep, cycle_id=self.cycle.id, **on, door="資料を今週送るため")

    def send_back(self):
        back = self.cycle.flow.step(self.step).returns_to if self.step else ()
        self.do(c.ReturnStep, **self.at, step=self.dice.choice(back or ("proposal",)), reason="声が届いたため")

    def change_flow(self):
        judged = {"judged_by": 1, "judged_on": japan_day(self.year.engine.now()), "ground": "台風のため"}
        if self.dice.random() < 0.3:
            self.do(c.ChangeFlow, cycle_id=self.cycle.id, flow=read_flow(self.dice.choice(names())), **judged)

    def comment(self):
        place = c.Place(indicator_id=self.item.id if self.dice.random() < 0.8 else None)
        self.do(c.SubmitComment, self.member, cycle_id=self.cycle.id, place=place, body=self.dice.choice(WORDS))

    def acknowledge(self):
        self.do(c.Acknowledge, self.member, **self.at)

    def mine(self):
        """An opinion that is open, and who said it."""
        known = self.year.model.comments.items()
        return self.dice.choice([(at, each) for at, each in known if each.state == "open"] or [(1, None)])

    def edit(self):
        at, comment = self.mine()
        if comment:
            item = comment.stream if comment.stream in self.year.model.items else None
            on = {"cycle_id": comment.cycle, "comment": at, "indicator_id": item}
            self.do(c.EditComment, comment.author, **on, body="言い直します。", based_on=at)

    def withdraw(self):
        at, comment = self.mine()
        if comment:
            item = comment.stream if comment.stream in self.year.model.items else None
            self.do(c.WithdrawComment, comment.author, cycle_id=comment.cycle, comment=at, indicator_id=item)

    def carry_over(self):
        at, comment = self.mine()
        if comment:
            item = comment.stream if comment.stream in self.year.model.items else None
            on = {"cycle_id": comment.cycle, "comment": at, "indicator_id": item}
            self.do(c.CarryOverMatter, **on, to_fiscal_year=self.dice.choice((2026, 2027, 2029)), reason="調べてから")

    def put_off(self):
        """More time, for all or for one."""
        stands = self.cycle.due("proposal")
        if stands:
            due = stands + timedelta(days=self.dice.choice((0, 1, 3)))
            account = self.dice.choice((None, self.member))
            on = {"cycle_id": self.cycle.id, "step": "proposal", "account": account}
            self.do(c.ExtendDeadline, **on, due=due, reason="発送が遅れたため")

    def answer(self):
        waiting = [(at, each) for at, each in self.year.model.comments.items() if each.state == "open"]
        if waiting:
            at, comment = self.dice.choice(waiting)
            item = comment.stream if comment.stream in self.year.model.items else None
            version = None
            if item and self.dice.random() < 0.4:
                version = self.year.engine.load(Indicator, item).last_version(comment.cycle) or None
            how = {"disposition": "reflected" if version else "noted", "version": version, "body": "参考とします。"}
            self.do(c.AnswerComment, cycle_id=comment.cycle, indicator_id=item, comment=at, **how)

    def meet(self):
        items = [self.year.engine.load(Indicator, i) for i in (*self.cycle.items, *self.cycle.others)]
        agenda = [(i, i.last_version(self.cycle.id)) for i in items if i.last_version(self.cycle.id)]
        entries = [
            AgendaEntry(indicator=i.id, version=v) for i, v in agenda if i.proposal(self.cycle.id, v).state == "open"
        ]
        held_on = japan_day(self.year.engine.now())
        self.do(
            c.CallSession, session_id=self.year.chance.new_id(), cycle_id=self.cycle.id, title="会議", held_on=held_on,
            agenda=tuple(entries),
        )  # fmt: skip

    def sit(self):
        """A meeting goes on: attendance, decisions, the chair's word, the end."""
        if not self.meetings:
            return
        meeting = self.dice.choice(self.meetings)
        mine = {"session_id": meeting.id}
        if meeting.written:
            self.vote()
        elif meeting.attendance is None:
            seats = [entry.seat for entry in meeting.roll]
            present = tuple(seats if self.dice.random() < 0.8 else seats[:1])
            self.do(c.RecordAttendance, **mine, present=present, presiding=present[0] if present else 1)
        elif (left := [a for a in meeting.agenda if a.indicator not in meeting.decided]) and self.dice.random() < 0.8:
            some = tuple(left[: self.dice.randint(1, 3)])
            decision = self.dice.choice(("approved", "approved", "entrusted", "deferred"))
            self.do(c.RecordDecision, **mine, decision=decision, proposals=some, manner="異議なし", note="理由")
        else:
            self.do(c.CloseSession, **mine)
        self._confirm()

    def _confirm(self):
        for session in (self.year.engine.load(Session, i) for i in self.cycle.sessions):
            for decision, ruling in session.rulings.items():
                for entry in ruling.proposals:
                    if entry.indicator in ruling.waiting and self.dice.random() < 0.5:
                        how = {"confirmed_on": japan_day(self.year.engine.now()), "medium": "telephone"}
                        self.do(c.ConfirmEntrusted, session_id=session.id, decision=decision, proposal=entry, **how)

    def star(self):
        if self.meetings and self.item.statements:
            statement, bullet = self.dice.choice(list(self.item.statements.items()))
            cls = c.RevokeStar if statement in self.item.stars else c.GrantStar
            on = {"statement": statement, "text_revision": self.seen(bullet), "reason": "確かめた"}
            self.do(cls, session_id=self.meetings[0].id, indicator_id=self.item.id, **on)

    def revise(self):
        version = self.item.last_version(self.cycle.id)
        keeps = tuple(self.item.stars)[: self.dice.randint(0, 1)]
        on = japan_day(self.year.engine.now())
        self.do(c.ReviseIndicator, **self.at, version=version, effective_on=on, advanced=keeps)

    def close(self):
        self.do(c.CloseCycle, cycle_id=self.cycle.id)


def is_uuid(hint):
    """Uuid is a text with a pattern: so it is told apart from other texts."""
    return any(isinstance(m, msgspec.Meta) and "{12}" in (m.pattern or "") for m in get_args(hint)[1:])


class Stage:
    """A city made once and copied for each run: its people, its plan, one year on its way and the next one begun."""

    def __init__(self, flow, how_far):
        self._temporary = tempfile.TemporaryDirectory(prefix="pdca-stage-")
        self.folder = folder = Path(self._temporary.name)
        chance = FixedChance(7, START)
        engine = engine_on(str(folder / "year.sqlite3"), folder, chance)
        self.review = Review(engine, flow=flow).start()
        first = self.review.cycle
        if how_far:
            getattr(self.review, how_far)()
        self.review.opened(2026)
        self.review.cycle = first
        self.now = chance.now_us()
        engine.close()


@cache
def stages():
    """Beginnings for runs."""
    ways = (None, "in_consideration", "in_proposal", "in_revision")
    return [Stage("kaigi2", way) for way in ways]


class AnyYear(RuleBasedStateMachine):
    """Hypothesis chooses what happens next, and makes a failing year as short as it can."""

    counts: ClassVar = Counter()
    events: ClassVar = Counter()

    @initialize(dice=st.integers(0, 2**32).map(random.Random), stage=st.integers(0, 3))
    def begin(self, dice, stage):
        self.year = Year(dice, stages()[stage])

    @rule(act=st.sampled_from(("sensible", "sensible", "sensible", "sensible", "anything", "again", "clock", "crash")))
    def act(self, act):
        getattr(self.year, act)()

    @invariant()
    def the_log_keeps_the_rules(self):
        if hasattr(self, "year"):
            self.year.follow()

    def teardown(self):
        if not hasattr(self, "year"):
            return
        try:
            self.year.rebuild()
            self.counts.update(done=self.year.happened, refused=self.year.refused, years=1)
            self.events.update(self.year.model.seen - self.year.before)
        finally:
            self.year.close()


def run(number, runs, steps, *, shrink=True):
    """`runs` random years of `steps` acts under one seed; a failure prints the shortest year and the seed."""
    how = settings(
        max_examples=runs, stateful_step_count=steps, deadline=None, database=None, print_blob=True,
        suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(seed(number)(AnyYear), settings=how)
