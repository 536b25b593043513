"""Documents in: a city's progress report is read into the document JSON, with a finding for every doubtful place."""

from pdca.documents.document import (
    Bullet,
    Document,
    Finding,
    IndicatorRow,
    Initiative,
    Level,
    MeasuredValue,
    NumericRow,
    Project,
    ReadAt,
    RoleRow,
    YearValue,
)
from pdca.documents.findings import Strictness, UnreadableDocument
from pdca.documents.profile import Profile, packaged_profile, profile_of
from pdca.documents.reader import read_document

__all__ = [
    "Bullet",
    "Document",
    "Finding",
    "IndicatorRow",
    "Initiative",
    "Level",
    "MeasuredValue",
    "NumericRow",
    "Profile",
    "Project",
    "ReadAt",
    "RoleRow",
    "Strictness",
    "UnreadableDocument",
    "YearValue",
    "packaged_profile",
    "profile_of",
    "read_document",
]
