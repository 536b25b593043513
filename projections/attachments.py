"""Files that belong to events: a name and a content address, both private, kept as references."""

import msgspec

from domain.event import Recorded, Ref
from domain.events import AttachmentAdded
from projections.database import Database
from projections.model import ReadModel
from projections.tables import Table
from projections.work import Work


class AttachmentRow(msgspec.Struct, frozen=True):
    """A file that belongs to the event at `to`; `bytes` is its size."""

    stream: str
    to: int
    position: int
    name: Ref
    sha256: Ref
    media_type: str
    bytes: int


TABLE = Table("attachments", AttachmentRow, ("position",), ("stream",), (("stream", "position"),))
ATTACHMENTS = ReadModel("attachments", 1, TABLE)


def attachment(recorded: Recorded, event: AttachmentAdded) -> AttachmentRow:
    """The row of an attachment."""
    return AttachmentRow(
        stream=recorded.stream,
        to=event.to,
        position=recorded.position,
        name=recorded.ref("name"),
        sha256=recorded.ref("sha256"),
        media_type=event.media_type,
        bytes=event.bytes,
    )


@ATTACHMENTS.on(AttachmentAdded)
def _added(work: Work, recorded: Recorded, event: AttachmentAdded) -> None:
    work[TABLE].put(attachment(recorded, event))


class Attachments:
    """Questions about files."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_stream(self, stream: str) -> list[AttachmentRow]:
        """All files of a stream, oldest first; `to` says to which of its events each belongs."""
        return self._database.rows(TABLE, "stream = ?", stream, then="ORDER BY position")

    def attachment(self, position: int) -> AttachmentRow | None:
        """One file, by the position of its event."""
        return self._database.row(TABLE, position)
