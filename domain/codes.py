"""The codes that are stored and never shown; the screen's words for them live with the screens."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec

ItemKind = Literal["activity", "role", "numeric", "vision", "content"]
Disposition = Literal[
    "reflected", "partly_reflected", "already_included", "considering", "as_proposed", "noted", "forwarded", "answered"
]
Decision = Literal["approved", "approved_as_amended", "entrusted", "continued", "deferred"]
Medium = Literal["web", "paper", "fax", "telephone", "mail", "spoken"]
Stance = Literal["agree", "oppose", "reserve"]
Perception = Literal["agrees", "differs_slightly", "differs", "unknown"]
StaffRole = Literal["secretariat", "department", "auditor", "administrator"]
Office = Literal["chair", "acting_chair", "member"]
OpinionSource = Literal["member", "child", "group", "citizen"]
Subject = Literal["item", "status", "draft", "proposal"]
ProposalKind = Literal["revise", "continue", "add", "split", "merge", "move", "retire"]
Carried = Literal["status", "text"]
SessionForm = Literal["meeting", "written"]
Round = Literal["question", "ballot"]
Invalidity = Literal["not_member", "twice", "late", "other"]
Tie = Literal["chair", "rejected"]
ChairVotes = Literal["always", "tie_only"]
WrittenConsent = Literal["none", "majority", "all"]
Arrival = Literal["arrived", "postmarked"]
Ground = Literal["misprint", "organisation", "law", "entrusted"]
Kept = Literal["kept", "continued", "dropped"]
ApprovalSubject = Literal["answers", "publication", "pack", "redaction"]

Uuid = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Position = Annotated[int, msgspec.Meta(ge=1)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
FiscalYear = Annotated[int, msgspec.Meta(ge=1900, le=2200)]
"""A western year: fiscal year 2025 runs from 1 April 2025 to 31 March 2026."""

STAFF: frozenset[str] = frozenset({"secretariat", "department", "auditor", "administrator"})
REFLECTING: frozenset[str] = frozenset({"reflected", "partly_reflected"})
