"""A small model of what a log may say, read off the events alone: nothing of the domain's state or decisions is used.

`Model().take(recorded)` follows the log event by event and raises `Broken` at the first that must not be there.
"""

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from domain import events as e

CONSOLE = "00000000-0000-0000-0000-000000000000"
JAPAN = timezone(timedelta(hours=9))
STAFF = {"secretariat", "department", "auditor", "administrator"}
CLOSED_TOO = (e.PlanPublished, e.ApprovalRecorded)
"""What may happen once a review is over."""


class Broken(AssertionError):
    """Raised at an event that no rule allows; its text names the event and the rule."""


@dataclass
class Item:
    """An item: bullets with their text revision, ★, and by cycle the step, proposals and outcome."""

    plan: str
    bullets: dict
    last: int
    stars: set = field(default_factory=set)
    steps: dict = field(default_factory=dict)
    checked: set = field(default_factory=set)
    considered: set = field(default_factory=set)
    proposals: dict = field(default_factory=lambda: defaultdict(dict))
    kinds: dict = field(default_factory=dict)
    outcome: dict = field(default_factory=dict)


@dataclass
class Cycle:
    """A year's review: its flow as plain TOML, scope, deadlines."""

    plan: str
    council: str
    items: tuple
    others: tuple
    status_year: int
    fiscal_year: int
    flow: dict = field(default_factory=dict)
    due: dict = field(default_factory=dict)
    own_due: dict = field(default_factory=dict)
    closed: bool = False
    sessions: list = field(default_factory=list)
    places: dict = field(default_factory=dict)

    @property
    def codes(self):
        return [step["code"] for step in self.flow["steps"]]

    def step(self, code):
        return self.flow["steps"][self.codes.index(code)]

    def permits(self, step, role, action):
        here = self.flow["steps"] if step is None else [self.step(step)]
        return any(action in table.get("may", {}).get(role, ()) for table in (self.flow, *here))


@dataclass
class Session:
    """A meeting: its roll and agenda, whether it is quorate, what it decided."""

    cycle: str
    roll: dict
    agenda: set
    quorate: bool = False
    closed: bool = False
    decided: set = field(default_factory=set)
    entrusted: dict = field(default_factory=dict)
    written: bool = False
    ballots: dict = field(default_factory=dict)

    @property
    def voters(self):
        """The seats whose ballot counts."""
        return {seat for seat, _ in self.ballots.values()}


@dataclass
class Comment:
    """An opinion."""

    cycle: str
    stream: str
    author: str | None
    entered_by: str
    state: str = "open"
    names: int | None = None
    to_year: int = 0


class Model:
    """Follows a log from its first event."""

    def __init__(self):
        self.position, self.recorded_at = 0, 0
        self.versions, self.commands = defaultdict(int), set()
        self.known, self.disabled, self.roles = set(), set(), defaultdict(dict)
        self.seats = defaultdict(lambda: defaultdict(list))
        self.items, self.cycles, self.sessions, self.comments = {}, {}, {}, {}
        self.taken_back = set()
        self.seen = Counter()

    def take(self, recorded):
        """The next event of the log."""
        try:
            self._envelope(recorded)
            if recorded.command is not None:
                self._may(recorded)
            self.seen[type(recorded.event).__name__] += 1
            rule = getattr(self, "on_" + recorded.topic.split(".")[1], None)
            if rule is not None:
                rule(recorded, recorded.event)
        except Broken:
            raise
        except (AssertionError, KeyError, ValueError) as error:
            raise Broken(f"position {recorded.position}: {recorded.event!r}: {error!r}") from error

    def _envelope(self, r):
        assert r.position == self.position + 1, "a gap in the positions"
        assert r.version == self.versions[r.stream] + 1, "a gap in the versions"
        assert r.recorded_at >= self.recorded_at, "the clock ran back"
        assert r.command is None or r.command not in self.commands, "a command happened twice"
        self.position, self.recorded_at = r.position, r.recorded_at
        self.versions[r.stream] = r.version
        self.commands.add(r.command)
        self.today = datetime.fromtimestamp(r.recorded_at / 1_000_000, UTC)

    # --- who may

    def day(self):
        return self.today.astimezone(JAPAN).date()

    def seat_of(self, council, account, day=None):
        day = day or self.day()
        for seat, holders in self.seats[council].items():
            for since, until, who, office in holders:
                if who == account and since <= day and (until is None or day <= until):
                    return seat, office
        return None

    def roles_of(self, account, cycle):
        if account == CONSOLE:
            return {"administrator"}
        assert account in self.known - self.disabled, "an account that is not there acts"
        held = {r for r, (since, until) in self.roles[account].items() if since <= self.day() <= (until or self.day())}
        seat = self.seat_of(cycle.council, account) if cycle else None
        return held | ({"member", "chair"} if seat and seat[1] == "chair" else {"member"} if seat else set())

    def cycle_of(self, r):
        found = getattr(r.event, "cycle", None) or (
            self.sessions[r.stream].cycle if r.stream in self.sessions else None
        )
        return self.cycles.get(found or r.stream)

    def _may(self, r):
        """Whoever begins a command has the role that it is recorded in; on a review, while it is open."""
        cycle = self.cycle_of(r)
        assert r.actor.role in self.roles_of(r.actor.id, cycle), f"{r.actor.role} is not the actor's role"
        if cycle is not None and cycle.flow:
            assert not cycle.closed or isinstance(r.event, CLOSED_TOO), "the review is over"
            for action in self._actions(r):
                item = self.items.get(r.stream)
                step = item.steps.get(self._id(cycle)) if item else None
                assert cycle.permits(step, r.actor.role, action), f"{r.actor.role} may not {action} in {step}"

    def _actions(self, r):
        """What the flow must let somebody do who begins with this event; other ways need more, or something else."""
        if isinstance(r.event, e.StepEntered) and r.event.skipped:
            return ("skip_step",)
        found = ACTIONS.get(r.topic.split(".")[1])
        more = ("open_door",) if getattr(r.event, "despite", ()) else ()
        return (found, *more) if found else ()

    def _id(self, cycle):
        return next(key for key, value in self.cycles.items() if value is cycle)

    # --- people

    def on_account_registered(self, r, _):
        self.known.add(r.stream)

    def on_account_disabled(self, r, _):
        self.disabled.add(r.stream)

    def on_role_granted(self, r, event):
        self.roles[r.stream][event.role] = (event.since, event.until)

    def on_role_revoked(self, r, event):
        del self.roles[r.stream][event.role]

    def on_seat_filled(self, r, event):
        assert event.until is None or event.since <= event.until, "a term that ends before it begins"
        assert not self._holder(r.stream, event.seat, event.since), "two persons on one seat"
        self.seats[r.stream][event.seat].append((event.since, event.until, event.account, event.office))

    def on_seat_vacated(self, r, event):
        before = event.on - timedelta(days=1)
        self.seats[r.stream][event.seat] = [
            (since, before if since <= event.on <= (until or event.on) else until, who, office)
            for since, until, who, office in self.seats[r.stream][event.seat]
        ]

    def _holder(self, council, seat, day):
        return any(s <= day <= (u or day) for s, u, _, _ in self.seats[council][seat])

    # --- plan and cycle

    def on_indicator_registered(self, r, event):
        bullets = {s.id: (s.text, 1) for s in event.statements}
        self.items[r.stream] = Item(event.plan, bullets, max(bullets, default=0))

    def on_cycle_opened(self, r, event):
        self.cycles[r.stream] = Cycle(
            event.plan, event.council, event.items, event.others, event.status_year, event.fiscal_year
        )
        assert event.plan not in self.taken_back, "a review of a plan whose import was taken back"
        left_out = {out.indicator for out in event.left_out}
        assert left_out <= set(event.others), "left out and yet in scope"

    def on_flow_adopted(self, r, event):
        self.cycles[r.stream].flow = tomllib.loads(event.flow)

    def on_flow_changed(self, r, event):
        """The chair of that day judged; every step has its place, in order; what people wrote under stays."""
        cycle, new = self.cycles[r.stream], tomllib.loads(event.flow)
        assert event.judged_on <= self.day(), "judged in the future"
        holders = self.seats[cycle.council][event.judged_by]
        chairs = [s for s, u, _, o in holders if s <= event.judged_on <= (u or event.judged_on) and o != "member"]
        assert chairs, "judged by no chair"
        assert list(event.steps) == cycle.codes, "a step without a place"
        for key in ("naming", "opinions_visible"):
            new["ordinance"][key] = cycle.flow["ordinance"][key]
        cycle.flow, cycle.places = new, event.steps
        ranks = [cycle.codes.index(code) for code in event.steps.values()]
        assert ranks == sorted(ranks), "the steps change their order"
        cycle.due = {event.steps[code]: due for code, due in cycle.due.items()}

    def on_deadline_set(self, r, event):
        assert event.due > self.today, "due before it was set"
        self.cycles[r.stream].due[event.step] = event.due

    def on_deadline_extended(self, r, event):
        cycle = self.cycles[r.stream]
        before = self._due(cycle, event.step, event.account)
        assert before is not None, "put off before it was set"
        assert event.due > before, "put off to an earlier day"
        assert event.due > self.today, "put off into the past"
        if event.account is None:
            cycle.due[event.step] = event.due
        else:
            cycle.own_due[event.step, event.account] = event.due

    def _due(self, cycle, step, account=None):
        known = [cycle.due.get(step), cycle.own_due.get((step, account)) if step in cycle.due else None]
        return max((due for due in known if due), default=None)

    def on_import_withdrawn(self, r, _):
        mine = [cycle for cycle in self.cycles.values() if cycle.plan == r.stream]
        assert not any(cycle.sessions or cycle.closed for cycle in mine), "taken back after a session"
        self.taken_back.add(r.stream)

    def on_cycle_closed(self, r, event):
        cycle = self.cycles[r.stream]
        if event.with_import:
            assert cycle.plan in self.taken_back, "ended with an import that stands"
            cycle.closed = True
            return
        waiting = [c for c in self.comments.values() if c.cycle == r.stream and c.state == "open"]
        assert not waiting, "closed over an open opinion"
        assert all(r.stream in self.items[i].outcome for i in cycle.items), "closed over an undecided item"
        meetings = [self.sessions[s] for s in cycle.sessions]
        assert all(s.closed and not s.entrusted for s in meetings), "closed over a meeting"
        cycle.closed = True

    # --- steps

    def on_step_entered(self, r, event):
        item, cycle = self.items[r.stream], self.cycles[event.cycle]
        before = item.steps.get(event.cycle)
        if before is None:
            assert event.step == cycle.codes[0], "an item begins in the middle"
        elif event.moved:
            assert cycle.places[before] == event.step != before, "moved to where the new flow has no place for it"
        else:
            self._left(r.stream, event, cycle, before)
        item.steps[event.cycle] = event.step

    def _left(self, stream, event, cycle, before):
        """Step by step, over those only that may be skipped; a step that is left for good has its conditions met."""
        skipped, despite = list(event.skipped), set(event.despite)
        assert bool(event.reason) == bool(skipped or despite), "another way without a reason"
        assert all(cycle.step(code).get("skip") for code in skipped), "skipped what may not be"
        over = before in skipped
        onward = cycle.codes[cycle.codes.index(before) + (not over) :]
        assert onward[: len(skipped) + 1] == [*skipped, event.step], "a leap"
        if not over:
            for condition in set(cycle.step(before)["until"]) - despite:
                assert self._holds(condition, stream, event.cycle, before), f"left in spite of {condition}"
            if cycle.step(before)["exit"] == "all" and "all" not in despite:
                self._all_ready(stream, event.cycle, before)

    def _all_ready(self, stream, cycle_id, before):
        """Where items wait for each other, none is behind and all that are there may go."""
        cycle = self.cycles[cycle_id]
        rank = cycle.codes.index(before)
        for other in set(cycle.items) - {stream}:
            step = self.items[other].steps[cycle_id]
            assert cycle.codes.index(step) >= rank, "left while another is behind"
            for condition in cycle.step(before)["until"] if step == before else ():
                assert self._holds(condition, other, cycle_id, before), f"left while another lacks {condition}"

    def _holds(self, condition, stream, cycle_id, step):
        item, cycle = self.items[stream], self.cycles[cycle_id]
        if condition == "status_checked":
            return cycle_id in item.checked
        if condition == "considered":
            return cycle_id in item.considered
        if condition == "comments_answered":
            return not any(
                c.state == "open" and c.stream == stream and c.cycle == cycle_id for c in self.comments.values()
            )
        if condition == "deadline_passed":
            accounts = [None, *(account for each, account in cycle.own_due if each == step)]
            return step in cycle.due and all(self.today > self._due(cycle, step, each) for each in accounts)
        if condition == "proposed":
            return cycle_id in item.outcome or {"open", "adopted"} & set(item.proposals[cycle_id].values())
        return cycle_id in item.outcome if condition == "settled" else True

    def on_step_returned(self, r, event):
        item, cycle = self.items[r.stream], self.cycles[event.cycle]
        assert event.step in cycle.step(item.steps[event.cycle]).get("returns_to", ()), "no way back"
        item.steps[event.cycle] = event.step
        if item.outcome.get(event.cycle) == "unchanged":
            del item.outcome[event.cycle]

    def on_status_checked(self, r, event):
        if event.cycle:
            self.items[r.stream].checked.add(event.cycle)

    def on_carried_forward(self, r, event):
        item = self.items[r.stream]
        if event.of == "status":
            item.checked.add(event.cycle)
        else:
            assert item.outcome.get(event.cycle) != "revised", "kept what was revised"
            item.outcome[event.cycle] = "unchanged"

    def on_improvement_considered(self, r, event):
        self.items[r.stream].considered.add(event.cycle)

    # --- proposals

    def on_improvement_proposed(self, r, event):
        item = self.items[r.stream]
        versions = item.proposals[event.cycle]
        assert event.version == len(versions) + 1, "a version is left out"
        assert "adopted" not in versions.values(), "a proposal after an adopted one"
        for s in event.statements:
            assert s.id is None or item.bullets[s.id][1] == s.text_revision, "written against an old text"
        for version, state in versions.items():
            if state == "open":
                versions[version] = "superseded"
        versions[event.version] = "open"
        item.kinds[event.cycle, event.version] = event.proposal_kind

    def on_proposal_returned(self, r, event):
        self._fall(r, event, "returned")

    def on_proposal_withdrawn(self, r, event):
        self._fall(r, event, "withdrawn")

    def on_proposal_rejected(self, r, event):
        self._fall(r, event, "rejected")

    def _fall(self, r, event, to):
        versions = self.items[r.stream].proposals[event.cycle]
        assert versions[event.version] == "open", "what falls was not open"
        versions[event.version] = to
        for comment in self.comments.values():
            fell = comment.names and comment.names[0] == r.stream and comment.names[1] <= event.version
            if comment.state == "answered" and comment.cycle == event.cycle and fell:
                comment.state, comment.names = "open", None

    def on_proposal_adopted(self, r, event):
        item, session = self.items[r.stream], self.sessions[event.session]
        assert item.proposals[event.cycle][event.version] == "open", "adopted, but not open"
        assert session.quorate, "adopted without a quorum"
        item.proposals[event.cycle][event.version] = "adopted"
        if item.kinds[event.cycle, event.version] == "continue":
            item.outcome[event.cycle] = "unchanged"

    def on_indicator_revised(self, r, event):
        item = self.items[r.stream]
        assert item.proposals[event.cycle][event.version] == "adopted", "revised without a decision"
        for s in event.statements:
            if s.id in item.bullets:
                assert s.text_revision == item.bullets[s.id][1] + 1, "a text revision is left out"
            else:
                assert s.id == item.last + 1, "a bullet's number is used again"
                item.last = s.id
            assert not s.advanced or s.id in item.stars, "★ out of nothing"
            item.bullets[s.id] = (s.text, s.text_revision)
            if not s.advanced:
                item.stars.discard(s.id)
        for gone in event.removed:
            del item.bullets[gone]
            item.stars.discard(gone)
        item.proposals[event.cycle][event.version] = "revised"
        item.outcome[event.cycle] = "revised"

    # --- opinions

    def on_comment_submitted(self, r, event):
        cycle = self.cycles[event.cycle]
        if event.author:
            assert self.seat_of(cycle.council, event.author, event.received_on), "an opinion of no member"
        self._in_time(r, event, cycle)
        self.comments[r.position] = Comment(event.cycle, r.stream, event.author, r.actor.id)

    def on_acknowledged(self, r, event):
        cycle = self.cycles[event.cycle]
        assert self.seat_of(cycle.council, event.author, event.received_on), "no member acknowledges"
        self._in_time(r, event, cycle)

    def _in_time(self, r, event, cycle):
        item = self.items.get(r.stream)
        step = item.steps.get(event.cycle) if item else None
        steps = cycle.due if step is None else [step]
        due = max((due for each in steps if (due := self._due(cycle, each, event.author))), default=None)
        if due is None or getattr(event, "late_reason", None) is not None:
            return
        received = event.received_on
        assert received is None or r.actor.role in STAFF, "a member says when it came"
        day = due.astimezone(JAPAN).date()
        in_time = self.today <= due if received is None else received <= day
        assert in_time, "an opinion after the deadline"

    def on_comment_edited(self, r, event):
        comment = self.comments[event.comment]
        assert comment.state == "open", "edited when answered"
        assert r.actor.id in {comment.author, comment.entered_by}, "edited by somebody else"

    def on_comment_withdrawn(self, r, event):
        comment = self.comments[event.comment]
        assert comment.state == "open", "withdrawn when answered"
        assert r.actor.id in {comment.author, comment.entered_by}, "withdrawn by somebody else"
        comment.state = "withdrawn"

    def on_comment_answered(self, r, event):
        comment = self.comments[event.comment]
        assert comment.state == "open", "answered twice"
        self._name(r, event, comment)
        comment.state = "answered"

    def _name(self, r, event, comment):
        item = getattr(event, "indicator", None) or r.stream
        if event.version is not None:
            state = self.items[item].proposals[event.cycle][event.version]
            assert state in {"open", "adopted", "revised"}, "reflected in a proposal that fell"
            comment.names = (item, event.version)

    def on_matter_carried_over(self, _, event):
        comment = self.comments[event.comment]
        assert comment.state == "open", "carried over when answered"
        comment.state, comment.to_year = "carried over", event.to_fiscal_year

    def on_matter_taken_up(self, r, event):
        comment, cycle = self.comments[event.comment], self.cycles[event.cycle]
        assert comment.state == "carried over", "taken up though nobody left it"
        assert comment.to_year <= cycle.fiscal_year, "taken up too early"
        assert (comment.cycle, comment.author) == (event.from_cycle, event.author), "taken up as somebody else's"
        assert r.stream in {comment.stream, event.cycle}, "taken up elsewhere"
        comment.state, comment.cycle, comment.stream = "open", event.cycle, r.stream

    # --- sessions

    def on_session_recorded(self, r, _):
        self.sessions[r.stream] = Session("", {}, set(), quorate=True, closed=True)

    def on_session_called(self, r, event):
        roll = {entry.seat: entry.account for entry in event.roll}
        for entry in event.agenda:
            assert self.items[entry.indicator].proposals[event.cycle][entry.version] == "open", "nothing to decide"
        agenda = {(a.indicator, a.version) for a in event.agenda}
        self.sessions[r.stream] = Session(event.cycle, roll, agenda, written=event.form == "written")

    def on_session_added(self, r, event):
        self.cycles[r.stream].sessions.append(event.session)

    def on_attendance_recorded(self, r, event):
        session = self._running(r)
        needed = self._needed(session)
        assert set(event.present) <= set(session.roll), "present without a seat"
        assert (event.needed, event.quorate) == (needed, len(event.present) >= needed), "the quorum is wrong"
        session.quorate = event.quorate

    def _needed(self, session):
        """How many seats make a quorum."""
        rule = self.cycles[session.cycle].flow["ordinance"]["quorum"]
        seats = len(session.roll)
        return seats // 2 + 1 if rule == "majority" else max(1, (seats + 1) // 2)

    def _running(self, r):
        session = self.sessions[r.stream]
        assert session.cycle, "a past meeting goes on"
        assert not session.closed, "the meeting is over"
        return session

    def on_decision_recorded(self, r, event):
        session = self._running(r)
        if session.written:  # the result follows its decisions in the same transaction
            session.quorate = len(session.voters) >= self._needed(session)
        assert session.quorate, "decided without a quorum"
        for entry in event.proposals:
            on_agenda = {item for item, _ in session.agenda}
            amended = event.decision == "approved_as_amended" and entry.indicator in on_agenda
            assert amended or (entry.indicator, entry.version) in session.agenda, "not on the agenda"
            assert entry.indicator not in session.decided, "decided twice"
            session.decided.add(entry.indicator)
        if event.decision == "entrusted":
            session.entrusted[r.position] = {entry.indicator for entry in event.proposals}

    def on_entrustment_confirmed(self, r, event):
        waiting = self.sessions[r.stream].entrusted
        waiting[event.decision].remove(event.proposal.indicator)
        if not waiting[event.decision]:
            del waiting[event.decision]

    def on_session_closed(self, r, event):
        session = self._running(r)
        if session.written:
            assert event.present == len(session.voters), "a vote too many or too few"
            assert event.needed == self._needed(session), "the quorum is wrong"
            assert not event.quorate or event.present >= event.needed, "decided in writing without a quorum"
            assert event.quorate or not session.decided, "decided in writing, and not quorate"
            session.quorate = event.quorate
        session.closed = True

    # --- in writing

    def on_consent_recorded(self, r, event):
        session = self._running(r)
        assert session.written, "consent to a meeting"
        assert event.seat in session.roll, "consent without a seat"

    def on_ballot_cast(self, r, event):
        session = self._running(r)
        votes = {(vote.indicator, vote.version) for vote in event.votes}
        assert session.written, "a ballot in a meeting"
        assert event.seat in session.roll, "a ballot without a seat"
        assert votes <= session.agenda, "a vote about what is not on the agenda"
        assert not any(seat == event.seat and votes & of for seat, of in session.ballots.values()), "voted twice"
        session.ballots[r.position] = (event.seat, votes)

    def on_ballot_rejected(self, r, event):
        if event.ballot is not None:
            del self._running(r).ballots[event.ballot]

    # --- corrections

    def on_minor_correction_made(self, r, event):
        if r.stream in self.items and event.statement is not None:
            self._reworded(self.items[r.stream], event)

    def on_text_corrected(self, r, event):
        self._reworded(self.items[r.stream], event)

    def _reworded(self, item, event):
        text, revision = item.bullets[event.statement]
        assert event.text_revision == revision + 1, "a correction leaves a text revision out"
        assert text != event.text, "a correction of nothing"
        item.bullets[event.statement] = (event.text, revision + 1)

    def on_answer_revised(self, r, event):
        comment = self.comments[event.comment]
        assert comment.state == "answered", "what was not answered is answered otherwise"
        comment.names = None
        self._name(r, event, comment)

    def on_star_granted(self, r, event):
        self._star(r, event)
        self.items[r.stream].stars.add(event.statement)

    def on_star_revoked(self, r, event):
        self._star(r, event)
        self.items[r.stream].stars.remove(event.statement)

    def _star(self, r, event):
        session = self.sessions[event.session]
        assert session.quorate, "★ without a quorum"
        assert not session.cycle or not session.closed, "★ without a sitting meeting"
        assert self.items[r.stream].bullets[event.statement][1] == event.text_revision, "★ on an old text"


ACTIONS = {
    "step_returned": "return_step",
    "status_checked": "check_status",
    "carried_forward": "carry_forward",
    "improvement_considered": "consider_improvement",
    "draft_saved": "save_draft",
    "draft_shown": "show_draft",
    "improvement_proposed": "propose_improvement",
    "proposal_returned": "return_proposal",
    "comment_submitted": "submit_comment",
    "comment_edited": "edit_comment",
    "comment_withdrawn": "withdraw_comment",
    "comment_answered": "answer_comment",
    "acknowledged": "acknowledge",
    "matter_carried_over": "carry_over_matter",
    "indicator_revised": "revise_indicator",
    "attendance_recorded": "record_attendance",
    "entrustment_confirmed": "confirm_entrusted",
    "session_closed": "close_session",
    "deadline_set": "set_deadline",
    "deadline_extended": "extend_deadline",
    "step_entered": "enter_step",
    "session_called": "call_session",
    "decision_recorded": "record_decision",
}
"""The action of the flow that begins with such an event."""
