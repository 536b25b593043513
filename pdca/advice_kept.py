"""Which advice somebody has looked at and leaves as it is: a plain table; an auditor's trail is no place for hints."""

from pdca.advice import Advice
from pdca.engine import Engine
from pdca.store.beside import Beside

_TABLE = """
CREATE TABLE IF NOT EXISTS kept_advice (cycle TEXT NOT NULL, indicator TEXT NOT NULL, kind TEXT NOT NULL,
    mark TEXT NOT NULL, account TEXT NOT NULL, kept_at BIGINT NOT NULL, PRIMARY KEY (cycle, indicator, kind, mark))
"""
_KEEP = (
    "INSERT INTO kept_advice (cycle, indicator, kind, mark, account, kept_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (cycle, indicator, kind, mark) DO NOTHING"
)
_BRING_BACK = "DELETE FROM kept_advice WHERE cycle = ? AND indicator = ? AND kind = ? AND mark = ?"

Mark = tuple[str, str, str]
"""What an advice is known by: item, kind, and what it was seen at."""


class KeptAdvice:
    """Remembers 「確認済み（このままにする）」 per review, for the whole secretariat."""

    def __init__(self, engine: Engine) -> None:
        self._chance = engine.chance
        self._beside = Beside(engine.log, [_TABLE])

    def of_cycle(self, cycle: str) -> set[Mark]:
        """All that was looked at."""
        rows = self._beside.read("SELECT indicator, kind, mark FROM kept_advice WHERE cycle = ?", cycle)
        return {(indicator, kind, mark) for indicator, kind, mark in rows}

    def keep(self, cycle: str, mark: Mark, account: str) -> None:
        """It stays as it is; quiet when it was said before."""
        self._beside.write(_KEEP, cycle, *mark, account, self._chance.now_us())

    def bring_back(self, cycle: str, mark: Mark) -> None:
        """It is shown again."""
        self._beside.write(_BRING_BACK, cycle, *mark)


def mark_of(advice: Advice) -> Mark:
    """What an advice is known by."""
    return advice.indicator, advice.kind, advice.mark
