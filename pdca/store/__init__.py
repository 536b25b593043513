"""The event store: events, their private values and their guards, in SQLite or PostgreSQL."""

from pdca.store.errors import CommandRepeated, StoreUnavailable, UnknownTopic, UnreadableState, VersionConflict
from pdca.store.log import Log, open_log
from pdca.store.mapper import Mapper
from pdca.store.records import CommandKey, CommandRecord

__all__ = [
    "CommandKey",
    "CommandRecord",
    "CommandRepeated",
    "Log",
    "Mapper",
    "StoreUnavailable",
    "UnknownTopic",
    "UnreadableState",
    "VersionConflict",
    "open_log",
]
