"""The audit trail: one row per event of every stream, with what it brought and what it took the place of."""

from collections.abc import Iterator
from datetime import date

import msgspec

from domain.codes import ItemKind
from domain.event import Event, Recorded, Ref
from domain.events import ItemNumber, all_events
from projections.database import Database
from projections.model import ReadModel
from projections.tables import LAST, Table
from projections.trail_content import BulletRow, Content, contents
from projections.trail_memory import MEMORY, about, before, keep, place
from projections.work import Work
