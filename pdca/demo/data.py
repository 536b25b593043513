"""The demo's texts stand in files of this folder, apart from the code that plays them."""

from importlib import resources
from typing import TypeVar

import msgspec

T = TypeVar("T")


def read_bytes(name: str) -> bytes:
    """A file of this folder."""
    return resources.files("pdca.demo").joinpath(name).read_bytes()


def read_data(name: str, kind: type[T]) -> T:
    """A TOML file of this folder, checked against its shape."""
    return msgspec.toml.decode(read_bytes(name), type=kind)
