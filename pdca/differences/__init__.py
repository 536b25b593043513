"""Next year's document beside the plan: what differs, what the system believes of it, and what a person makes of it."""

from pdca.differences.confirming import confirm_differences, find_differences
from pdca.differences.model import CHOICES, Choice, Decisions, Difference, Differences, OutsideSession

__all__ = [
    "CHOICES",
    "Choice",
    "Decisions",
    "Difference",
    "Differences",
    "OutsideSession",
    "confirm_differences",
    "find_differences",
]
