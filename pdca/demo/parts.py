"""Which item of a document takes which part in a practice review: it follows from its place in the plan."""

from typing import NamedTuple

from pdca.demo.scene import Scene


class Parts(NamedTuple):
    """Item numbers by the part they take, each list in the order of the plan."""

    scope: tuple[str, ...]
    revising: tuple[str, ...]
    continuing: tuple[str, ...]
    returned: tuple[str, ...]
    entrusted: tuple[str, ...]
    deferred: tuple[str, ...]
    visions: tuple[str, ...]
    contents: tuple[str, ...]

    @property
    def reworded(self) -> tuple[str, ...]:
        """The items for which other words are proposed."""
        return (*self.revising, *self.visions)

    @property
    def proposed(self) -> tuple[str, ...]:
        """All items with a proposal."""
        return (*self.revising, *self.continuing, *self.visions)

    @property
    def staying(self) -> tuple[str, ...]:
        """The items in scope without one."""
        return tuple(number for number in self.scope if number not in self.proposed)


def parts(scene: Scene) -> Parts:
    """A third of the items is to be reworded, a sixth to go on by a proposal, the rest without one.

    Of the reworded the first is returned once, the second entrusted to the chair, the third put off.
    """
    scope = tuple(scene.numbers("指", "役", "数"))
    revising = scope[::3]
    return Parts(
        scope=scope,
        revising=revising,
        continuing=scope[1::6],
        returned=revising[:1],
        entrusted=revising[1:2],
        deferred=revising[2:3],
        visions=tuple(scene.numbers("将"))[:1],
        contents=tuple(scene.numbers("内"))[:1],
    )
