"""From a command to its decision: which streams it reads, who may ask, and the domain's answer."""

from collections.abc import Callable
from typing import Any, Protocol

from domain import account, council, drafting, opinions, plan, session, status, steps
from domain import commands as c
from domain.account import Account
from domain.aggregate import Decided
from domain.council import Council
from domain.errors import NotFound, Refused
from domain.events import AttachmentAdded
from domain.indicator import Indicator
from domain.plan import Plan
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory
from pdca.files import media_type
from pdca.permissions import CONSOLE

Handler = Callable[[Case, Any, Directory], Decided]


class OnItem(Protocol):
    """A command about one item in a cycle."""

    @property
    def cycle_id(self) -> str:
        """The cycle."""
        ...

    @property
    def indicator_id(self) -> str:
        """The item."""
        ...


class OnPlace(Protocol):
    """A command about an item or, without one, about the whole plan."""

    @property
    def cycle_id(self) -> str:
        """The cycle."""
        ...

    @property
    def indicator_id(self) -> str | None:
        """The item, or None."""
        ...


def register_account(case: Case, command: c.RegisterAccount, _: Directory) -> Decided:
    case.permit_office("register_account")
    if command.account_id == CONSOLE:
        msg = "この番号は、この機械での操作のために空けてあります。"
        raise Refused(msg, code="reserved", field="account_id")
    return account.register(case.get(Account, command.account_id), command)


def grant_role(case: Case, command: c.GrantRole, _: Directory) -> Decided:
    case.permit_office("grant_role")
    return account.grant_role(case.existing(Account, command.account_id, "利用者"), command)


def revoke_role(case: Case, command: c.RevokeRole, _: Directory) -> Decided:
    case.permit_office("revoke_role")
    return account.revoke_role(case.existing(Account, command.account_id, "利用者"), command)


def disable_account(case: Case, command: c.DisableAccount, _: Directory) -> Decided:
    case.permit_office("disable_account")
    return account.disable(case.existing(Account, command.account_id, "利用者"), command)


def register_council(case: Case, command: c.RegisterCouncil, _: Directory) -> Decided:
    case.permit_office("register_council")
    return council.register(case.get(Council, command.council_id), command)


def fill_seat(case: Case, command: c.FillSeat, _: Directory) -> Decided:
    case.permit_office("fill_seat")
    case.existing(Account, command.account_id, "利用者")
    return council.fill_seat(case.existing(Council, command.council_id, "会議"), command)


def vacate_seat(case: Case, command: c.VacateSeat, _: Directory) -> Decided:
    case.permit_office("vacate_seat")
    return council.vacate_seat(case.existing(Council, command.council_id, "会議"), command)


def open_cycle(case: Case, command: c.OpenCycle, _: Directory) -> Decided:
    case.permit_office("open_cycle")
    the_plan = case.existing(Plan, command.plan_id, "計画")
    case.existing(Council, command.council_id, "会議")
    items = [case.item(entry.indicator) for entry in the_plan.items]
    same_year = [case.get(ReviewCycle, earlier) for earlier in the_plan.cycles.get(command.fiscal_year, ())]
    return steps.open_cycle(case.get(ReviewCycle, command.cycle_id), the_plan, same_year, items, command)


def set_deadline(case: Case, command: c.SetDeadline, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "set_deadline")
    return steps.set_deadline(cycle, case.now, command)


def enter_step(case: Case, command: c.EnterStep, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    items = [case.item_of(cycle, i) for i in dict.fromkeys(command.indicator_ids)]
    for item in items:
        there = item.steps.get(cycle.id) == command.step
        case.permit(cycle, "enter_step", None if there else item)
    leaving = {item.steps[cycle.id] for item in items if cycle.id in item.steps}
    is_barrier = any(cycle.flow.step(code).barrier for code in leaving)
    barrier = [case.item(i) for i in cycle.items] if is_barrier else []
    return steps.enter_step(cycle, items, barrier, case.now, command)


def return_step(case: Case, command: c.ReturnStep, _: Directory) -> Decided:
    cycle, item = _item(case, command, "return_step")
    return steps.return_step(item, cycle, command)


def close_cycle(case: Case, command: c.CloseCycle, _: Directory) -> Decided:
    case.permit_office("close_cycle")
    cycle = case.existing(ReviewCycle, command.cycle_id, "年度の見直し")
    items = [case.item(i) for i in (*cycle.items, *cycle.others)]
    sessions = [case.get(Session, s) for s in cycle.sessions]
    return steps.close_cycle(cycle, items, sessions, case.now, command)


def check_status(case: Case, command: c.CheckStatus, _: Directory) -> Decided:
    cycle, item = _item(case, command, "check_status")
    return status.check_status(item, cycle, command)


def carry_forward(case: Case, command: c.CarryForward, _: Directory) -> Decided:
    cycle, item = _item(case, command, "carry_forward")
    return status.carry_forward(item, cycle, command)


def consider_improvement(case: Case, command: c.ConsiderImprovement, _: Directory) -> Decided:
    cycle, item = _item(case, command, "consider_improvement")
    return status.consider(item, cycle, command)


def save_draft(case: Case, command: c.SaveDraft, _: Directory) -> Decided:
    cycle, item = _item(case, command, "save_draft")
    return drafting.save_draft(item, cycle, command)


def show_draft(case: Case, command: c.ShowDraft, _: Directory) -> Decided:
    cycle, item = _item(case, command, "show_draft")
    return drafting.show_draft(item, cycle, command)


def propose_improvement(case: Case, command: c.ProposeImprovement, _: Directory) -> Decided:
    cycle, item = _item(case, command, "propose_improvement")
    return drafting.propose(item, cycle, command)


def return_proposal(case: Case, command: c.ReturnProposal, _: Directory) -> Decided:
    cycle, item = _item(case, command, "return_proposal")
    return drafting.return_proposal(item, cycle, command)


def revise_indicator(case: Case, command: c.ReviseIndicator, directory: Directory) -> Decided:
    cycle, item = _item(case, command, "revise_indicator")
    changes = item.proposal(cycle.id, command.version).changes
    return drafting.revise(item, cycle, directory.reveal([change.text for change in changes]), command)


def submit_comment(case: Case, command: c.SubmitComment, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    place = case.place(cycle, command.place.indicator_id)
    case.permit(cycle, "submit_comment", place)
    nameless = command.author_name is not None or command.source != "member"
    if nameless and command.author is not None:
        msg = "委員の方のご意見に、ほかの方の名前や区分は付けられません。"
        raise Refused(msg, code="author_twice", field="author")
    author = case.author(cycle, command.author, nameless, command.received_on)
    _check_place(place, cycle, command)
    return opinions.submit(place, author, case.limits(cycle, place), command)


def _check_place(place: opinions.Commented, cycle: ReviewCycle, command: c.SubmitComment) -> None:
    if not isinstance(place, Indicator):
        if command.place.statement is not None or command.version is not None or command.subject != "item":
            msg = "計画全体へのご意見には、項目や改善案を選べません。"
            raise Refused(msg, code="place", field="place")
        return
    if command.place.statement is not None:
        place.check_revision(command.place.statement, command.place.text_revision)
    if command.stance is not None and command.subject != "proposal":
        msg = "賛成・反対・保留は、改善案へのご意見で選べます。"
        raise Refused(msg, code="stance", field="stance")
    if command.perception is not None and command.subject != "status":
        msg = "「実感と合っていますか」は、状況へのご意見で選べます。"
        raise Refused(msg, code="perception", field="perception")
    _check_version(place, cycle, command)


def _check_version(place: Indicator, cycle: ReviewCycle, command: c.SubmitComment) -> None:
    if command.subject == "proposal" and command.version is not None:
        place.proposal(cycle.id, command.version)
    elif command.subject == "draft":
        draft = place.drafts.get((cycle.id, command.version or 0))
        if draft is None or not draft.shown:
            msg = "このたたき台は見つかりません。"
            raise NotFound(msg, code="unknown_draft", field="version")
    elif command.version is not None:
        msg = "版は、たたき台か改善案へのご意見で選べます。"
        raise Refused(msg, code="version", field="version")


def edit_comment(case: Case, command: c.EditComment, _: Directory) -> Decided:
    cycle, place = _place(case, command, "edit_comment")
    return opinions.edit(place, case.account_id, case.limits(cycle, place), command)


def withdraw_comment(case: Case, command: c.WithdrawComment, _: Directory) -> Decided:
    _cycle, place = _place(case, command, "withdraw_comment")
    return opinions.withdraw(place, case.account_id, command)


def answer_comment(case: Case, command: c.AnswerComment, _: Directory) -> Decided:
    cycle, place = _place(case, command, "answer_comment")
    proposals = place.proposal_states(cycle.id) if isinstance(place, Indicator) else {}
    return opinions.answer(place, proposals, command)


def acknowledge(case: Case, command: c.Acknowledge, _: Directory) -> Decided:
    cycle, place = _place(case, command, "acknowledge")
    author = case.author(cycle, command.author, nameless=False, received_on=command.received_on)
    return opinions.acknowledge(place, author, case.limits(cycle, place), command)


def carry_over_matter(case: Case, command: c.CarryOverMatter, _: Directory) -> Decided:
    cycle, place = _place(case, command, "carry_over_matter")
    return opinions.carry_over(place, cycle.fiscal_year, command)


def attach_file(case: Case, command: c.AttachFile, directory: Directory) -> Decided:
    to = directory.recorded(command.to)
    if to is None or to.stream != command.stream_id or to.kind not in AttachmentAdded.STREAMS:
        msg = "書類を添える記録が見つかりません。"
        raise NotFound(msg, code="unknown_event", field="to")
    cycle_id: str | None = getattr(to.event, "cycle", None)
    place = case.get(KINDS[to.kind], to.stream)
    if cycle_id is None:
        case.permit_office("attach_file")
    else:
        case.permit(case.open_cycle(cycle_id), "attach_file", place)
    _check_file(directory.content(command.sha256), command)
    event = AttachmentAdded(
        to=command.to, name=command.name, sha256=command.sha256, media_type=command.media_type, bytes=command.bytes
    )
    return [(place.stream, event)]


def _check_file(content: bytes, command: c.AttachFile) -> None:
    if (command.media_type, command.bytes) != (media_type(content), len(content)):
        msg = "ファイルの種類か大きさが、保存されているものと違います。もう一度ファイルを選んでください。"
        raise Refused(msg, code="other_file", field="file")


def call_session(case: Case, command: c.CallSession, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    case.permit(cycle, "call_session")
    roll = case.get(Council, cycle.council).roll(command.held_on)
    items = {entry.indicator: case.item_of(cycle, entry.indicator) for entry in command.agenda}
    return session.call(case.get(Session, command.session_id), cycle.stream, roll, items, command)


def record_attendance(case: Case, command: c.RecordAttendance, _: Directory) -> Decided:
    cycle, meeting = _session(case, command.session_id, "record_attendance")
    return session.attend(meeting, cycle.flow, command)


def record_decision(case: Case, command: c.RecordDecision, _: Directory) -> Decided:
    cycle, meeting = _session(case, command.session_id)
    items = {e.indicator: case.item_of(cycle, e.indicator) for e in command.proposals}
    for item in items.values():
        case.permit(cycle, "record_decision", item)
    case.permit(cycle, "record_decision")
    return session.decide(meeting, items, command)


def confirm_entrusted(case: Case, command: c.ConfirmEntrusted, _: Directory) -> Decided:
    cycle, meeting = _session(case, command.session_id, "confirm_entrusted")
    item = case.item_of(cycle, command.proposal.indicator)
    chairs = frozenset(e.account for e in case.get(Council, cycle.council).roll(case.today) if e.office == "chair")
    return session.confirm(meeting, item, chairs, case.account_id, command)


def grant_star(case: Case, command: c.GrantStar, _: Directory) -> Decided:
    cycle, meeting = _session(case, command.session_id, "grant_star")
    return session.grant_star(meeting, case.item_of(cycle, command.indicator_id), command)


def revoke_star(case: Case, command: c.RevokeStar, _: Directory) -> Decided:
    cycle, meeting = _session(case, command.session_id, "revoke_star")
    return session.revoke_star(meeting, case.item_of(cycle, command.indicator_id), command)


def close_session(case: Case, command: c.CloseSession, _: Directory) -> Decided:
    _cycle, meeting = _session(case, command.session_id, "close_session")
    return session.close(meeting, command)


def publish_plan(case: Case, command: c.PublishPlan, directory: Directory) -> Decided:
    case.permit_office("publish_plan")
    return plan.publish(case.existing(Plan, command.plan_id, "計画"), directory.head(), command)


def _item(case: Case, command: OnItem, action: str) -> tuple[ReviewCycle, Indicator]:
    cycle = case.open_cycle(command.cycle_id)
    item = case.item_of(cycle, command.indicator_id)
    case.permit(cycle, action, item)
    return cycle, item


def _place(case: Case, command: OnPlace, action: str) -> tuple[ReviewCycle, opinions.Commented]:
    cycle = case.open_cycle(command.cycle_id)
    place = case.place(cycle, command.indicator_id)
    case.permit(cycle, action, place)
    return cycle, place


def _session(case: Case, session_id: str, action: str | None = None) -> tuple[ReviewCycle, Session]:
    meeting = case.existing(Session, session_id, "会議")
    if meeting.cycle is None:
        msg = f"{meeting.title}は、文書から写した過去の会議です。記録は加えられません。"
        raise Refused(msg, code="past_session")
    cycle = case.open_cycle(meeting.cycle)
    if action is not None:
        case.permit(cycle, action)
    return cycle, meeting


KINDS = {cls.KIND: cls for cls in (Plan, Indicator, ReviewCycle, Session, Council, Account)}

HANDLERS: dict[type[c.Command], Handler] = {cls: globals()[cls.action()] for cls in c.all_commands()}
