"""What members say in a practice review, on the screen and on paper, and how each opinion is settled."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import cycle
from typing import Any, NamedTuple

from domain.codes import Disposition, Perception, Stance, Subject
from domain.commands import (
    Acknowledge,
    AttachFile,
    CarryOverMatter,
    ContestSummary,
    DisputeAnswer,
    EditComment,
    ReviseAnswer,
    SubmitComment,
    SummariseComment,
    WithdrawComment,
)
from pdca.demo.practice import practised
from pdca.demo.review import Review
from pdca.demo.slip import slip
from pdca.files import media_type

REFLECTED = practised("ご意見を改善案に入れました。")
PLAIN: dict[Disposition, str] = {
    "already_included": practised("いまの文に入っています。"),
    "considering": practised("来年度の6月までに検討します。"),
    "as_proposed": practised("ほかの項目とのつり合いから、案のとおりとします。"),
    "noted": practised("今後の参考とします。"),
    "forwarded": practised("関係課へ伝えました。"),
    "answered": practised("お尋ねのことにお答えします。"),
}
"""The answers where no proposal takes the opinion up; they take turns."""


class Said(NamedTuple):
    """An opinion that waits for its answer: the item (None: the whole plan), and its position."""

    number: str | None
    position: int


class Voices:
    """The opinions of one cycle; `clerk` types in, answers and carries over, until June of the year after `year`."""

    def __init__(self, review: Review, clerk: str, year: int) -> None:
        self.review = review
        self.scene = review.scene
        self.said: list[Said] = []
        self._clerk = clerk
        self._year = year

    def say(  # noqa: PLR0913 -- the fields of the form
        self,
        member: str,
        number: str | None,
        body: str,
        *,
        bullet: bool = False,
        subject: Subject = "item",
        version: int | None = None,
        stance: Stance | None = None,
        perception: Perception | None = None,
    ) -> int:
        """A member writes on the screen, on the item's first bullet if asked to; the position."""
        statement = next(iter(self.scene.item(number).statements), None) if bullet and number else None
        command = SubmitComment(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(number, statement),
            body=practised(body),
            subject=subject,
            version=version,
            stance=stance,
            perception=perception,
        )
        position = self.scene.do(member, command)
        self.said.append(Said(number, position))
        return position

    def say_on_paper(self, member: str, number: str, body: str) -> None:
        """A slip arrives by post, is typed in, read back, and kept as a scan."""
        command = SubmitComment(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(number),
            body=practised(body),
            author=self.scene.people[member],
            medium="paper",
            received_on=self.scene.today,
            read_back=True,
        )
        position = self.scene.do(self._clerk, command)
        self.said.append(Said(number, position))
        self._attach(number, position, slip(f"整理番号　{number}", [practised(body)], member, ("受付", practised(""))))

    def say_as_citizen(self, number: str, body: str) -> None:
        """Somebody from the town writes by mail; it is typed in."""
        command = SubmitComment(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            place=self.review.place(number),
            body=practised(body),
            author_name=practised("市民の方"),
            source="citizen",
            medium="mail",
            received_on=self.scene.today,
        )
        self.said.append(Said(number, self.scene.do(self._clerk, command)))

    def _attach(self, number: str, position: int, content: bytes) -> None:
        command = AttachFile(
            command_id=self.scene.id(),
            stream_id=self.scene.item_id(number),
            to=position,
            name=practised("ご意見票") + ".pdf",
            sha256=self.scene.engine.files.put(content),
            media_type=media_type(content),
            bytes=len(content),
        )
        self.scene.do(self._clerk, command)

    def change_mind(self, member: str, number: str) -> None:
        """One opinion in other words, and one taken back."""
        item, ours = self.scene.item_id(number), self.review.cycle
        position = self.say(member, number, "はじめに書いた文です。")
        edit = EditComment(
            command_id=self.scene.id(),
            cycle_id=ours,
            comment=position,
            body=practised("書き直した文です。"),
            based_on=position,
            indicator_id=item,
        )
        self.scene.do(member, edit)
        gone = self.say(member, number, "取り下げる文です。")
        withdraw = WithdrawComment(command_id=self.scene.id(), cycle_id=ours, comment=gone, indicator_id=item)
        self.scene.do(member, withdraw)
        self.said.pop()

    def talk_over(self, member: str, number: str) -> int:
        """An opinion is summed up for the papers, its author misses the meaning, and it is summed up again."""
        position = self.say(member, number, "資料に載せる文を、ご本人に確かめていただくご意見です。")
        about = self._about(number, position)
        text = practised("短くまとめた文です。")
        first = self.scene.do(self._clerk, SummariseComment(command_id=self.scene.id(), body=text, **about))
        reason = practised("言いたかったことと、少し違います。")
        self.scene.do(member, ContestSummary(command_id=self.scene.id(), reason=reason, **about))
        text = practised("ご本人の趣旨に合わせて、まとめ直した文です。")
        again = SummariseComment(command_id=self.scene.id(), body=text, based_on=first, **about)
        self.scene.do(self._clerk, again)
        return position

    def want_more(self, member: str, number: str, position: int) -> None:
        """The answer is not enough for its author; it is corrected and says until when."""
        about = self._about(number, position)
        reason = practised("いつまでかが分かりません。")
        self.scene.do(member, DisputeAnswer(command_id=self.scene.id(), reason=reason, **about))
        revised = ReviseAnswer(
            command_id=self.scene.id(),
            disposition="considering",
            body=PLAIN["considering"],
            reason=practised("時期を書き加えたため。"),
            based_on=self.scene.item(number).comments[position].answer,
            until=date(self._year + 1, 6, 30),
            **about,
        )
        self.scene.do(self._clerk, revised)

    def _about(self, number: str, position: int) -> dict[str, Any]:
        return {"cycle_id": self.review.cycle, "comment": position, "indicator_id": self.scene.item_id(number)}

    def acknowledge(self, member: str, number: str) -> None:
        """Read, no opinion."""
        item = self.scene.item_id(number)
        command = Acknowledge(command_id=self.scene.id(), cycle_id=self.review.cycle, indicator_id=item)
        self.scene.do(member, command)

    # --- how they are settled

    def on(self, numbers: Iterable[str]) -> list[Said]:
        """The opinions on these items."""
        wanted = set(numbers)
        return [said for said in self.said if said.number in wanted]

    def answer(self, waiting: Iterable[Said], reworded: Iterable[str] = ()) -> None:
        """Where a proposal rewords the item its latest version reflects the opinion; elsewhere PLAIN takes turns."""
        reflecting: Iterator[Disposition] = cycle(("reflected", "partly_reflected"))
        plain: Iterator[Disposition] = cycle(PLAIN)
        taken_up = set(reworded)
        for said in waiting:
            if said.number is not None and said.number in taken_up:
                self._reflect(next(reflecting), said.number, said.position)
            else:
                self._answer_plainly(next(plain), said)

    def _reflect(self, disposition: Disposition, number: str, position: int) -> None:
        version = self.scene.item(number).last_version(self.review.cycle)
        self.review.answer(self._clerk, position, number, disposition, REFLECTED, version=version)

    def _answer_plainly(self, disposition: Disposition, said: Said) -> None:
        until = date(self._year + 1, 6, 30) if disposition == "considering" else None
        department = practised("関係課") if disposition == "forwarded" else None
        body = PLAIN[disposition]
        self.review.answer(
            self._clerk, said.position, said.number, disposition, body, until=until, forwarded_to=department
        )

    def carry_over(self, said: Said) -> None:
        """An opinion stays open and goes on into the next year."""
        command = CarryOverMatter(
            command_id=self.scene.id(),
            cycle_id=self.review.cycle,
            comment=said.position,
            to_fiscal_year=self._year + 1,
            reason=practised("来年度に、時間をとって話し合うため。"),
            indicator_id=None if said.number is None else self.scene.item_id(said.number),
        )
        self.scene.do(self._clerk, command)
