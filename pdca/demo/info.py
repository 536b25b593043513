"""What the pages of a demo need to know: its banner, and the people whom anybody may play."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody whom the demo lets in by one press: account, name, and what the person is there."""

    account: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class DemoInfo:
    """That this is a demo: the banner over every page, and its persons; `practice` asks for the watermark 練習用.

    `beside`: a practice beside an official log, which is left and thrown away by a button.
    """

    banner: str
    persons: tuple[Person, ...] = ()
    practice: bool = False
    beside: bool = False
