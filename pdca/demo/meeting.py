"""One meeting of a cycle, from its call to its end, and what the chair confirms after it."""

from collections.abc import Iterable
from datetime import date

from domain.codes import Decision, Medium
from domain.commands import (
    CallSession,
    CloseSession,
    ConfirmEntrusted,
    GrantStar,
    RecordAttendance,
    RecordDecision,
    RevokeStar,
)
from domain.events import AgendaEntry
from pdca.demo.review import Review


class Meeting:
    """A meeting as the secretary with the key `who` records it; `numbers` are item numbers as typed."""

    def __init__(self, review: Review, who: str) -> None:
        self.review = review
        self.scene = review.scene
        self.session = review.scene.id()
        self._who = who

    def call(self, title: str, day: date, place: str, numbers: Iterable[str] = ()) -> None:
        """It is called, with the latest proposals of these items on its agenda."""
        command = CallSession(
            command_id=self.scene.id(),
            session_id=self.session,
            cycle_id=self.review.cycle,
            title=title,
            held_on=day,
            agenda=self._entries(numbers),
            place=place,
        )
        self.scene.do(self._who, command)

    def _entries(self, numbers: Iterable[str]) -> tuple[AgendaEntry, ...]:
        items = map(self.scene.item, numbers)
        return tuple(AgendaEntry(indicator=item.id, version=item.last_version(self.review.cycle)) for item in items)

    def attend(self, present: Iterable[int], presiding: int = 1) -> None:
        """Who is there, by seat."""
        command = RecordAttendance(
            command_id=self.scene.id(), session_id=self.session, present=tuple(present), presiding=presiding
        )
        self.scene.do(self._who, command)

    def star(self, number: str, statement: int, reason: str) -> None:
        """It gives a ★."""
        item = self.scene.item(number)
        command = GrantStar(
            command_id=self.scene.id(),
            session_id=self.session,
            indicator_id=item.id,
            statement=statement,
            text_revision=item.statements[statement].text_revision,
            reason=reason,
        )
        self.scene.do(self._who, command)

    def unstar(self, number: str, statement: int, reason: str) -> None:
        """It takes a ★ away."""
        item = self.scene.item(number)
        command = RevokeStar(
            command_id=self.scene.id(),
            session_id=self.session,
            indicator_id=item.id,
            statement=statement,
            text_revision=item.statements[statement].text_revision,
            reason=reason,
        )
        self.scene.do(self._who, command)

    def decide(
        self, decision: Decision, numbers: Iterable[str], *, manner: str = "異議なし", note: str | None = None
    ) -> int:
        """One decision over the latest proposals of these items; its position."""
        command = RecordDecision(
            command_id=self.scene.id(),
            session_id=self.session,
            decision=decision,
            proposals=self._entries(numbers),
            manner=manner,
            note=note,
        )
        return self.scene.do(self._who, command)

    def end(self) -> None:
        """It is over."""
        self.scene.do(self._who, CloseSession(command_id=self.scene.id(), session_id=self.session))

    def confirm(self, decision: int, number: str, *, medium: Medium, note: str) -> None:
        """The chair's word, today, on the latest version of what the decision had entrusted."""
        [entry] = self._entries([number])
        command = ConfirmEntrusted(
            command_id=self.scene.id(),
            session_id=self.session,
            decision=decision,
            proposal=entry,
            confirmed_on=self.scene.today,
            medium=medium,
            note=note,
        )
        self.scene.do(self._who, command)
