"""The meetings behind what was confirmed: those that the log knows, and those that only the document does."""

from collections.abc import Callable
from datetime import date

from domain.aggregate import not_ahead, required
from domain.errors import Refused
from domain.events import SessionRecorded
from domain.japanese_dates import fiscal_year_of
from pdca.case import Case
from pdca.differences.comparing import Compared
from pdca.differences.finding import Found
from pdca.differences.model import Decisions, OutsideSession


class Meetings:
    """The meetings that were named, each one stream: one that the log knows, or a new one."""

    def __init__(self, case: Case, compared: Compared, decisions: Decisions, new_id: Callable[[str], str]) -> None:
        self._case, self._decisions, self._new_id = case, decisions, new_id
        self._plan = compared.plan.id
        self._of_document = compared.differences().session
        self._known = {(r.title, r.fiscal_year): r.stream for r in compared.sessions if r.cycle is None}
        self._titles = {r.stream: r.title for r in compared.sessions}
        self.recorded: dict[str, SessionRecorded] = {}

    def of(self, found: Found, *, star: bool = False) -> str:
        """The meeting behind a difference; refuses one of which nobody says where it was decided."""
        named = self._decisions.sessions.get(found.difference.id)
        session = named or (self._of_document if star else None) or self._decisions.session
        if session is None:
            msg = f"{found.difference.number}：会議で決まったものは、どの会議かを入れてください（会議の名前と年度）。"
            raise Refused(msg, code="session_needed", field="session")
        return self._stream(session)

    def of_marks(self, found: Found) -> str:
        """The meeting behind a ★ of something that is new."""
        return self.of(found, star=True)

    def title(self, session: str) -> str:
        """What a meeting is called."""
        return self._titles.get(session) or self.recorded[session].title

    def _stream(self, session: OutsideSession) -> str:
        title = required(session.title, "session", "会議の名前")
        known = self._known.get((title, session.fiscal_year))
        if known is not None:
            return known
        stream = self._new_id(f"session {title} {session.fiscal_year}")
        held_on = _day(session)
        not_ahead(held_on, self._case.today, "session", "会議の日")
        self.recorded[stream] = SessionRecorded(
            plan=self._plan, fiscal_year=session.fiscal_year, title=title, held_on=held_on
        )
        return stream


def _day(session: OutsideSession) -> date | None:
    if session.held_on is None:
        return None
    try:
        day = date.fromisoformat(session.held_on)
    except ValueError:
        raise Refused("会議の日は、2026-03-18 の形で入れてください。", code="date", field="session") from None
    if fiscal_year_of(day) != session.fiscal_year:
        msg = "会議の日が、会議の年度のうちにありません。どちらかを直してください。"
        raise Refused(msg, code="fiscal_year", field="session")
    return day
