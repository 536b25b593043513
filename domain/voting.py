"""How votes are counted: a majority of those who voted, and what the ordinance says of a tie and the chair's vote."""

from collections.abc import Mapping

import msgspec

from domain.codes import Decision, Stance
from domain.events import AgendaEntry, ItemTally, Vote
from domain.flow import Ordinance


class Count(msgspec.Struct, frozen=True):
    """Votes by choice."""

    agree: int
    oppose: int
    reserve: int

    @property
    def carried(self) -> bool:
        """Whether more than half of those who voted agree."""
        return 2 * self.agree > self.agree + self.oppose + self.reserve

    @property
    def tied(self) -> bool:
        """可否同数: as many for as against, and somebody voted."""
        return self.agree == self.oppose > 0


def tally(
    entry: AgendaEntry, votes: Mapping[int, Vote], seats: int, chair: int | None, ordinance: Ordinance
) -> ItemTally:
    """The result about one proposal; `votes` by seat, `seats` how many vote, `chair` the one with the chair's vote."""
    counted = {s: v for s, v in votes.items() if s != chair or ordinance.chair_votes == "always"}
    count = _count(counted)
    own = votes.get(chair) if chair is not None and count.tied and ordinance.tie == "chair" else None
    casting = own.choice if own else None
    return ItemTally(
        indicator=entry.indicator,
        version=entry.version,
        agree=count.agree,
        oppose=count.oppose,
        reserve=count.reserve,
        missing=seats - len(votes),
        tied=count.tied,
        casting=casting,
        decision=_decision(count, casting),
    )


def _count(votes: Mapping[int, Vote]) -> Count:
    choices = [vote.choice for vote in votes.values()]
    return Count(choices.count("agree"), choices.count("oppose"), choices.count("reserve"))


def _decision(count: Count, casting: Stance | None) -> Decision:
    """Approved by a majority or, of a tie, by the chair's vote; else the proposal falls."""
    return "approved" if count.carried or (count.tied and casting == "agree") else "deferred"


def manner(result: ItemTally) -> str:
    """The numbers as the minutes print them: 賛成8・反対1・未提出1; of a tie also whose vote broke it."""
    numbers = {"賛成": result.agree, "反対": result.oppose, "保留": result.reserve, "未提出": result.missing}
    said = [f"{word}{n}" for word, n in numbers.items() if n or word in {"賛成", "反対"}]
    if result.tied:
        said.append("可否同数のため会長の決定" if result.casting else "可否同数")
    return "・".join(said)
