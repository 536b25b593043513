"""What the log's private texts say of the items of a plan: status, figures, and wordings that wait for their day."""

from collections.abc import Iterable, Iterator, Mapping

from domain.event import Ref
from domain.events import CarriedForward, MeasurementRecorded, StatusChecked
from domain.indicator import Indicator
from pdca.differences.rows import Known
from pdca.directory import Directory
from pdca.documents.words import key

NOT_MEASURED = "－"


def known(directory: Directory, items: Iterable[Indicator], status_year: int | None) -> dict[str, Known]:
    """By item; the texts are opened at once."""
    asked = [_Asked(directory, item, status_year) for item in items]
    texts = directory.reveal([ref for each in asked for ref in each.refs()])
    return {each.item.id: each.known(texts) for each in asked}


class _Asked:
    """Where the private texts of one item stand."""

    def __init__(self, directory: Directory, item: Indicator, status_year: int | None) -> None:
        self.item = item
        self._directory = directory
        self._status = self._texts(status_year) if status_year else ()
        self._figures = dict(self._measured())
        self._adopted = tuple(
            change.text
            for proposal in item.proposals.values()
            if proposal.state == "adopted"
            for change in proposal.changes
        )

    def _texts(self, year: int) -> tuple[Ref, ...]:
        """The status of a year; carried forward, that of the year before it."""
        status = self.item.statuses.get(year)
        recorded = self._directory.recorded(status.position) if status else None
        if recorded is None:
            return ()
        if isinstance(recorded.event, StatusChecked):
            return recorded.refs("texts")
        before = (
            [each for each in self.item.statuses if each < year] if isinstance(recorded.event, CarriedForward) else []
        )
        return self._texts(max(before)) if before else ()

    def _measured(self) -> Iterator[tuple[int, str | Ref]]:
        for year, measured in self.item.measured.items():
            recorded = self._directory.recorded(measured.position)
            if recorded is not None and isinstance(recorded.event, MeasurementRecorded):
                event = recorded.event
                yield year, event.value or (NOT_MEASURED if event.text is None else recorded.ref("text"))

    def refs(self) -> Iterator[Ref]:
        """Every private text that is asked for."""
        yield from self._status
        yield from self._adopted
        yield from (figure for figure in self._figures.values() if isinstance(figure, Ref))

    def known(self, texts: Mapping[Ref, str]) -> Known:
        """The texts opened; an erased one is as if it had never been written."""
        figures = {year: texts.get(f, "") if isinstance(f, Ref) else f for year, f in self._figures.items()}
        return Known(
            status=tuple(texts[ref] for ref in self._status if ref in texts),
            figures=figures,
            adopted=frozenset(key(texts[ref]) for ref in self._adopted if ref in texts),
        )
