"""What the demo's stories act with: a clock that they set, people by key, items by number, and commands."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from domain.commands import Command
from domain.indicator import Indicator
from domain.japanese_dates import JAPAN, japan_day
from domain.numbering import comparable, label
from domain.plan import Plan
from pdca.chance import MICROSECONDS, FixedChance
from pdca.engine import Done, Engine
from pdca.permissions import CONSOLE


class Scene:
    """One story being played: each command goes through the engine, some seconds after the one before."""

    def __init__(self, engine: Engine, chance: FixedChance, pace: int = 20) -> None:
        """`pace` is how many seconds pass before each command."""
        self.engine = engine
        self.chance = chance
        self.people: dict[str, str] = {"console": CONSOLE}
        self._pace = pace
        self._items: dict[str, str] = {}

    def at(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Set the clock, in Japan time."""
        self.at_instant(datetime.combine(day, time(hour, minute), JAPAN))

    def at_instant(self, instant: datetime) -> None:
        """Set the clock; a time without a zone is Japan's."""
        self.chance.set(instant if instant.tzinfo else instant.replace(tzinfo=JAPAN))

    @property
    def today(self) -> date:
        """The day in Japan."""
        return japan_day(self.engine.now())

    def id(self) -> str:
        """A new id: for a command, or for what a command brings to life."""
        return self.chance.new_id()

    def do(self, who: str, command: Command) -> int:
        """Carry out a command for the person with this key; the position of its first event, 0 without one."""
        self.chance.advance(self._pace * MICROSECONDS)
        done: Done = self.engine.do(command, self.people[who])
        return done.position or 0

    def take_items(self, plan_id: str) -> None:
        """Know the items of a plan by their numbers."""
        plan = self.engine.load(Plan, plan_id)
        for entry in plan.items:
            item = self.engine.load(Indicator, entry.indicator)
            if item.number is not None:
                self._items[comparable(label(item.number, item.kind))] = item.id

    def numbers(self, *marks: str) -> Iterator[str]:
        """The item numbers in the order of the plan, of these kinds (指, 役, 将, 内), or of all."""
        return (number for number in self._items if not marks or any(mark in number for mark in marks))

    def item_id(self, number: str) -> str:
        """The id of an item by its number as typed: 2-1-指1."""
        return self._items[number]

    def item_ids(self, numbers: Iterable[str]) -> tuple[str, ...]:
        """The ids of several items."""
        return tuple(map(self.item_id, numbers))

    def item(self, number: str) -> Indicator:
        """An item as it stands now."""
        return self.engine.load(Indicator, self.item_id(number))
