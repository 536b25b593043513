"""決裁: what was approved, by which paper, and up to which position of the log it covers."""

from datetime import date

import msgspec

from domain.codes import ApprovalSubject
from domain.event import Recorded
from domain.events import ApprovalRecorded
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class ApprovalRow(msgspec.Struct, frozen=True):
    """One 決裁 of what stood on a stream of this kind at position `through`."""

    position: int
    stream: str
    kind: str
    recorded_at: int
    subject: ApprovalSubject
    on: date
    document_number: str
    post: str
    through: int


TABLE = Table("approvals", ApprovalRow, ("position",), ("stream",), (("stream", "position"),))
APPROVALS = ReadModel("approvals", 1, TABLE)


@APPROVALS.on(ApprovalRecorded)
def _recorded(work: Work, recorded: Recorded, event: ApprovalRecorded) -> None:
    work[TABLE].put(
        ApprovalRow(
            position=recorded.position,
            stream=recorded.stream,
            kind=recorded.kind,
            recorded_at=recorded.recorded_at,
            subject=event.subject,
            on=event.on,
            document_number=event.document_number,
            post=event.post,
            through=event.through,
        )
    )


class Approvals:
    """Questions about 決裁."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_stream(self, stream: str) -> list[ApprovalRow]:
        """All 決裁 that stand on a stream, oldest first."""
        return self._database.rows(TABLE, "stream = ?", stream, then="ORDER BY position")
