"""From a command to its decision: which streams it reads, who may ask, and the domain's answer."""

from collections.abc import Callable
from typing import Any

from domain.aggregate import Decided
from domain.commands import Command, all_commands
from pdca.case import Case
from pdca.directory import Directory
from pdca.handlers import (
    answers,
    commitments,
    corrections,
    cycles,
    items,
    office,
    opinions,
    proposals,
    sessions,
    written,
)

Handler = Callable[[Case, Any, Directory], Decided]

_MODULES = (office, cycles, items, proposals, corrections, commitments, opinions, answers, sessions, written)


def _handler(cls: type[Command]) -> Handler:
    """The function that has the name of the command."""
    (found,) = (vars(module)[cls.action()] for module in _MODULES if cls.action() in vars(module))
    handler: Handler = found
    return handler


HANDLERS: dict[type[Command], Handler] = {cls: _handler(cls) for cls in all_commands()}
