"""What the members of the sample city said, in the order in which it was typed in, and the city's answers."""

from datetime import datetime

from domain.commands import Acknowledge, AttachFile, SubmitComment
from pdca.demo.review import Review
from pdca.demo.slip import slip
from pdca.demo.year import Acknowledged, Opinion, Year
from pdca.files import media_type

SUBJECT = "整理番号　2-①-指1　公民館の親子開放「開放」"
SLIP = (
    "月２回あいとると書いてありますが、",
    "北公民館は去年の十月から",
    "雨もりで閉まったままです。",
    "孫を連れて二度帰りました。",
)
STAMP = ("糸瀬市子ども課", "受付　７．７．１８")


class Speaking:
    """The opinions of 令和7年度, each at its time."""

    def __init__(self, review: Review, year: Year) -> None:
        self.review = review
        self.scene = review.scene
        self._to_come = sorted(year.said(), key=lambda said: said.at, reverse=True)
        self._said: list[tuple[Opinion, int]] = []

    def until(self, moment: datetime) -> None:
        """All that was typed in before a moment (Japan time, as in the file)."""
        while self._to_come and self._to_come[-1].at < moment:
            said = self._to_come.pop()
            self.scene.at_instant(said.at)
            if isinstance(said, Opinion):
                self._say(said)
            else:
                self._acknowledge(said)

    def _say(self, said: Opinion) -> None:
        typed_by = said.entered_by or said.by
        command = SubmitComment(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(said.item, said.bullet),
            body=said.body,
            author=self.scene.people[said.by],
            subject=said.subject,
            version=said.version,
            stance=said.stance,
            perception=said.perception,
            medium=said.medium,
            received_on=said.received_on,
            read_back=said.read_back,
        )
        position = self.scene.do(typed_by, command)
        self._said.append((said, position))
        if said.scan and said.item:
            self._attach_slip(typed_by, said.item, position)

    def _attach_slip(self, who: str, number: str, position: int) -> None:
        content = slip(SUBJECT, SLIP, "北原トミ", STAMP)
        command = AttachFile(
            command_id=self.scene.id(),
            stream_id=self.scene.item_id(number),
            to=position,
            name="北原様のご意見票（7月18日受付）.pdf",
            sha256=self.scene.engine.files.put(content),
            media_type=media_type(content),
            bytes=len(content),
        )
        self.scene.do(who, command)

    def _acknowledge(self, said: Acknowledged) -> None:
        for number in said.items:
            command = Acknowledge(
                command_id=self.scene.id(),
                cycle_id=self.review.cycle,
                indicator_id=self.scene.item_id(number),
                author=self.scene.people[said.by],
                medium=said.medium,
                received_on=said.received_on,
            )
            self.scene.do(said.entered_by or said.by, command)

    def answer_all(self, who: str) -> None:
        """Every opinion gets its answer; a reflecting one names the latest version of the item's proposal."""
        for said, position in self._said:
            version = None
            if said.item and said.disposition == "reflected":
                version = self.scene.item(said.item).last_version(self.review.cycle)
            self.review.answer(
                who, position, said.item, said.disposition, said.answer, version=version, until=said.until
            )
