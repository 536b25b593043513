"""Every command: it happens once, whoever sends it again; it is refused without a trace; said twice it stays quiet."""

import msgspec
import pytest

from domain import commands as c
from domain import events as e
from domain.errors import Refused, ReviewError
from pdca.engine import Done
from pdca.permissions import CONSOLE
from tests.everything import everything
from tests.review import Review

QUIET = {
    c.GrantRole, c.RevokeRole, c.DisableAccount, c.VacateSeat, c.SetDeadline, c.EnterStep, c.CloseCycle, c.ShowDraft,
    c.TakeBackDraft, c.WithdrawProposal,
    c.PutStarForward,
    c.WithdrawComment, c.Acknowledge, c.GrantStar, c.RevokeStar, c.CloseSession, c.SkipStep, c.ChangeFlow,
    c.WithdrawImport, c.WithdrawDocument, c.AssignResponsibility, c.ExtendDeadline,
    c.EndorseComment, c.SummariseComment,
    c.OpenRound, c.RecordConsent, c.NameActingChair, c.MoveSession, c.CallOffSession,
    c.RecordApproval, c.SettleHandoverNote, c.RecordMeasurement,
}  # fmt: skip
"""Asked for again in other words (another command id), these have nothing to do."""
REFUSED = {
    c.RegisterAccount: "exists",
    c.RegisterCouncil: "exists",
    c.FillSeat: "seat_taken",
    c.OpenCycle: "exists",
    c.RenameDepartment: "unknown_department",
    c.ReturnStep: "not_permitted",
    c.RegisterIndicator: "exists",
    c.CheckStatus: "stale_status",
    c.SaveDraft: "stale_draft",
    c.ProposeImprovement: "stale_proposal",
    c.ReturnProposal: "not_permitted",
    c.ReviseIndicator: "not_adopted",
    c.MakeMinorCorrection: "stale_text",
    c.CorrectText: "stale_text",
    c.EditComment: "stale_wording",
    c.AnswerComment: "already_answered",
    c.AnswerComments: "already_answered",
    c.ReviseAnswer: "stale_answer",
    c.PostponeAnswer: "already_postponed",
    c.DisputeAnswer: "already_disputed",
    c.ContestSummary: "already_contested",
    c.CarryOverMatter: "comment_closed",
    c.CallSession: "exists",
    c.RecordDecision: "decided",
    c.ConfirmEntrusted: "not_entrusted",
    c.CastBallot: "voted",
}
"""And these are refused, with this code."""
ADDING = {
    c.RecordSignInCode,
    c.MakeCommitment,
    c.AnswerCommitment,
    c.SubmitComment,
    c.AttachFile,
    c.ConsiderImprovement,
    c.RecordAttendance,
    c.PublishPlan,
    c.CarryForward,
}
ADDING |= {c.NoteSpeech, c.RejectBallot}
ADDING |= {c.NoteHandover}
"""And these happen again, or (CarryForward) are quiet or refused by what they are about."""


class Insistent:
    """An engine for people who press every button three times, as themselves and as others; it notes what was read."""

    def __init__(self, engine):
        self.engine = engine
        self.sent = []

    def __getattr__(self, name):
        return getattr(self.engine, name)

    def do(self, command, who):
        self._is_refused_to_a_stranger(command)
        head, done, reads = self.engine.head(), *self._listening(command, who)
        assert done.positions == tuple(range(head + 1, self.engine.head() + 1))
        assert not done.repeated
        assert done.position == head + 1
        self.sent.append((command, who, done, reads))
        self._again(command, who, done)
        return done

    def _listening(self, command, who):
        append, reads = self.engine.log.append, {}

        def appending(events, **options):
            reads.update(options["reads"])
            return append(events, **options)

        self.engine.log.append = appending
        try:
            return self.engine.do(command, who), reads
        finally:
            self.engine.log.append = append

    def _is_refused_to_a_stranger(self, command):
        head = self.engine.head()
        with pytest.raises(ReviewError) as refused:
            self.engine.do(command, "00000000-0000-7000-8000-00000000dead")
        assert (refused.value.status, refused.value.code) == (403, "no_account")
        assert self.engine.head() == head
        assert self.engine.log.command(command.command_id) is None

    def _again(self, command, who, done):
        head = self.engine.head()
        assert self.engine.do(command, who) == Done(done.positions, repeated=True)
        other_body = msgspec.structs.replace(command, **_change(command))
        for body, actor in [(other_body, who), (command, CONSOLE if who != CONSOLE else "0" * 8 + CONSOLE[8:-1] + "1")]:
            with pytest.raises(Refused) as refused:
                self.engine.do(body, actor)
            assert (refused.value.status, refused.value.code) == (422, "command_reused")
        self._in_other_words(command, who)
        assert self.engine.head() == head

    def _in_other_words(self, command, who):
        twin = msgspec.structs.replace(command, command_id=self.engine.chance.new_id())
        if code := REFUSED.get(type(command)):
            with pytest.raises(ReviewError) as refused:
                self.engine.do(twin, who)
            assert refused.value.code == code
        elif type(command) in QUIET:
            assert self.engine.do(twin, who) == Done(())
        assert self.engine.log.command(twin.command_id) is None


BLANK = {
    "reason", "body", "name", "title", "category", "manner", "decided_by", "flow", "text", "department",
}  # fmt: skip
"""Fields in which a blank more makes another command."""


def _change(command):
    """One field as somebody else would have filled it in."""
    for field in msgspec.structs.fields(type(command)):
        value = getattr(command, field.name)
        if field.name in BLANK and value:
            return {field.name: f"{value} "}
    uuids = [
        n
        for n in ("indicator_id", "account_id", "cycle_id", "session_id", "council_id", "plan_id", "stream_id")
        if getattr(command, n, None)
    ]
    return {uuids[0]: "00000000-0000-7000-8000-00000000beef"}


@pytest.fixture
def told(engine):
    """The whole story, every command of it insisted on."""
    return everything(Review(Insistent(engine)))


def test_every_command_happens_once_and_is_answered_the_same(told):
    sent = {type(command) for command, *_ in told.engine.sent}
    assert sent == set(c.all_commands()) == QUIET | set(REFUSED) | ADDING
    commands = [r.command for r in told.engine.log.since(0, 10_000) if r.command]
    assert len(commands) == len(set(commands)) == len(told.engine.sent) + 4  # the imports' and those of later documents
    assert {type(r.event) for r in told.engine.log.since(0, 10_000)} == set(e.all_events())
    _every_stream_is_read(told)
    _the_actor_is_recorded(told)


def _every_stream_is_read(told):
    """A decision names every stream that it read: those in the command, the actor, the council, what they lead to."""
    plan_items = set(told.items.values())
    called = [command for command, *_ in told.engine.sent if isinstance(command, c.CallSession)]
    cycles = {command.session_id: command.cycle_id for command in called}
    sessions = {session for session, cycle in cycles.items() if cycle == told.cycle}
    for command, who, _, reads in told.engine.sent:
        expected = set(_ids(command)) | ({who} - {CONSOLE})
        if getattr(command, "cycle_id", None) == told.cycle:
            expected |= {told.council} if not isinstance(command, c.CloseCycle) else sessions
        if isinstance(command, c.OpenCycle | c.CloseCycle) and getattr(command, "plan_id", told.plan) == told.plan:
            expected |= plan_items
        if getattr(command, "session_id", None):
            expected |= {cycles[command.session_id], told.council}
        if isinstance(command, c.EnterStep) and command.step == "revision":
            expected |= set(told.scope)
        assert expected <= set(reads), type(command)


def _ids(value):
    if isinstance(value, msgspec.Struct):
        ids = {f.name for f in msgspec.structs.fields(type(value))} - {"command_id", "author"}
        found = {name: getattr(value, name) for name in ids}
        for name, inner in found.items():
            if (name.endswith("_id") and inner) or name == "indicator":
                yield inner
            elif name == "indicator_ids":
                yield from inner
            elif not isinstance(inner, str):
                yield from _ids(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _ids(inner)


def _the_actor_is_recorded(told):
    for _, who, done, _ in told.engine.sent:
        actors = {r.actor for r in told.engine.log.since(done.position - 1, len(done.positions))}
        assert len(actors) == 1
        (actor,) = actors
        roles = {
            told.clerk: "secretariat",
            told.department: "department",
            told.chair: "member",
            CONSOLE: "administrator",
        }
        assert (actor.id, actor.role) == (who, roles.get(who, "member"))


def test_the_state_in_memory_is_the_state_of_the_log(told):
    streams = told.engine.streams
    for stream in {r.stream for r in told.engine.log.since(0, 10_000)}:
        known = streams._known[stream]
        assert known == type(known)(stream).fold(told.engine.history(stream))
