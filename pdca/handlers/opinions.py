"""Opinions on an item or on the whole plan, and how the papers print them."""

from msgspec.structs import replace

from domain import commands as c
from domain import opinions, summaries
from domain.aggregate import Decided
from domain.codes import STAFF
from domain.commented import Commented
from domain.errors import NotFound, NotPermitted, Refused
from domain.event import Ref
from domain.indicator import Indicator
from domain.opinions import Limits
from domain.review_cycle import ReviewCycle
from domain.session import Session
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers.reading import meeting_of, place_in
from pdca.viewing import own_opinions_only


def submit_comment(case: Case, command: c.SubmitComment, _: Directory) -> Decided:
    cycle = case.open_cycle(command.cycle_id)
    place = case.place(cycle, command.place.indicator_id)
    case.permit(cycle, "submit_comment", place)
    meeting = _heard_in(case, cycle, command)
    if meeting is not None and command.speech is not None:
        command = _spoken(case, meeting, command)
    nameless = command.author_name is not None or command.source != "member"
    if nameless and command.author is not None:
        msg = "委員の方のご意見に、ほかの方の名前や区分は付けられません。"
        raise Refused(msg, code="author_twice", field="author")
    author = case.author(cycle, command.author, nameless, command.received_on)
    if case.role not in STAFF and (command.medium != "web" or command.read_back):
        msg = "紙・電話などで届いたご意見を入力できるのは事務局です。"
        raise NotPermitted(msg, code="on_behalf", field="medium")
    if command.late_reason is not None and case.role not in STAFF:
        msg = "締切の後のご意見を受け付けるのは事務局です。お電話いただければ入力します。"
        raise NotPermitted(msg, code="late", field="late_reason")
    _check_place(place, cycle, command, typed_in=case.role in STAFF)
    limits = case.limits(cycle, place, author.account)
    if meeting is not None:
        limits = _limits_in(case, limits, meeting)
    return opinions.submit(place, author, limits, command)


def _heard_in(case: Case, cycle: ReviewCycle, command: c.SubmitComment) -> Session | None:
    """The session in which it was said or asked; only what a speech was noted of comes in after its end."""
    if command.session_id is None:
        if command.speech is not None:
            msg = "会議メモのある会議を選んでください。"
            raise Refused(msg, code="session_needed", field="session_id")
        return None
    _cycle, meeting = meeting_of(case, command.session_id)
    if meeting.cycle != cycle.id:
        msg = "この会議は、ほかの年度の見直しの会議です。"
        raise Refused(msg, code="other_cycle", field="session_id")
    if command.speech is None:
        meeting.check_running()
    return meeting


def _spoken(case: Case, meeting: Session, command: c.SubmitComment) -> c.SubmitComment:
    """An opinion made of a line of the minutes is its speaker's, of the day of the meeting."""
    if case.role not in STAFF or command.speech not in meeting.speeches:
        msg = "この会議メモは見つかりません。"
        raise NotFound(msg, code="unknown_speech", field="speech")
    said_by = meeting.speeches[command.speech]
    seat = meeting.seat(said_by) if said_by is not None else None
    if seat is not None and command.author not in {None, seat.account}:
        msg = "会議メモの発言者と、ご意見の委員が違います。"
        raise Refused(msg, code="other_speaker", field="author")
    day = min(meeting.held_on, case.today) if meeting.held_on else case.today
    return replace(command, author=seat.account if seat else None, medium="spoken", received_on=day)


def _limits_in(case: Case, elsewhere: Limits, meeting: Session) -> Limits:
    """What is said in a meeting is never late; questions of a written session are taken until its round ends."""
    if not meeting.written:
        return Limits(case.now) if case.role in STAFF else elsewhere
    return Limits(case.now, meeting.due) if meeting.round == "question" else elsewhere


def _check_place(place: Commented, cycle: ReviewCycle, command: c.SubmitComment, *, typed_in: bool) -> None:
    if not isinstance(place, Indicator):
        judged = command.stance is not None or command.perception is not None
        if command.place.statement is not None or command.version is not None or command.subject != "item" or judged:
            msg = "計画全体へのご意見には、項目や改善案を選べません。"
            raise Refused(msg, code="place", field="place")
        return
    place.check_in_plan()
    if command.place.statement is not None:
        place.check_revision(command.place.statement, command.place.text_revision)
    if command.stance is not None and (command.subject != "proposal" or not place.last_version(cycle.id)):
        msg = "賛成・反対・保留は、改善案へのご意見で選べます。"
        raise Refused(msg, code="stance", field="stance")
    if command.perception is not None and command.subject != "status":
        msg = "「実感と合っていますか」は、状況へのご意見で選べます。"
        raise Refused(msg, code="perception", field="perception")
    _check_version(place, cycle, command)
    if command.stance is not None:
        opinions.check_stance(place, cycle.id, command.version, typed_in=typed_in)


def _check_version(place: Indicator, cycle: ReviewCycle, command: c.SubmitComment) -> None:
    if command.subject == "proposal" and command.version is not None:
        place.proposal(cycle.id, command.version)
    elif command.subject == "draft":
        draft = place.drafts.get((cycle.id, command.version or 0))
        if draft is None or not draft.shown:
            msg = "このたたき台は見つかりません。"
            raise NotFound(msg, code="unknown_draft", field="version")
        if draft.taken_back:
            msg = "このたたき台は取り下げられました。項目全体へのご意見としてお送りください。"
            raise Refused(msg, code="taken_back")
    elif command.version is not None:
        msg = "版は、たたき台か改善案へのご意見で選べます。"
        raise Refused(msg, code="version", field="version")


def edit_comment(case: Case, command: c.EditComment, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "edit_comment")
    said_by = place.comment(command.comment, cycle.id).author
    return opinions.edit(place, case.account_id, case.limits(cycle, place, said_by), command)


def withdraw_comment(case: Case, command: c.WithdrawComment, _: Directory) -> Decided:
    _cycle, place = place_in(case, command, "withdraw_comment")
    return opinions.withdraw(place, case.account_id, command)


def acknowledge(case: Case, command: c.Acknowledge, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "acknowledge")
    if isinstance(place, Indicator):
        place.check_in_plan()
    author = case.author(cycle, command.author, nameless=False, received_on=command.received_on)
    return opinions.acknowledge(place, author, case.limits(cycle, place, author.account), command)


def endorse_comment(case: Case, command: c.EndorseComment, _: Directory) -> Decided:
    cycle, place = place_in(case, command, "endorse_comment")
    step = place.steps.get(cycle.id) if isinstance(place, Indicator) else None
    if own_opinions_only(cycle, step, case.now, case.account_id):
        msg = "ほかの委員のご意見は、締切の後に見られます。「同じ趣旨です」は、その後にお選びください。"
        raise Refused(msg, code="not_visible", field="comment")
    return opinions.endorse(place, case.author(cycle, command.author, nameless=False, received_on=None), command)


def summarise_comment(case: Case, command: c.SummariseComment, directory: Directory) -> Decided:
    _cycle, place = place_in(case, command, "summarise_comment")
    summary = place.comment(command.comment).summary
    current = directory.reveal([Ref(summary, "/data/body")]) if summary else {}
    return summaries.summarise(place, next(iter(current.values()), None), command)


def contest_summary(case: Case, command: c.ContestSummary, _: Directory) -> Decided:
    _cycle, place = place_in(case, command, "contest_summary")
    return summaries.contest(place, case.account_id, command, by_office=case.role in STAFF)
