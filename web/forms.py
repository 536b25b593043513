"""What somebody typed: read field by field or as a whole command, and kept for the page that shows it again."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from domain.commands import Command
from domain.errors import Refused

C = TypeVar("C", bound=Command)


MOST_DIGITS = 15
"""Longer than any number of the record; a longer one is no number for a form."""


def is_number(typed: str) -> bool:
    """Whether it is a whole number that something here could have."""
    return typed.isdecimal() and len(typed) <= MOST_DIGITS


class Typed(Mapping[str, str]):
    """A form's fields; the last value of a name counts, `many` gives all. Missing ones read as empty.

    `form` is the key of the form on its page. It is sent as `sent_from`: a field called `form` would hide the property
    of that name from htmx.
    """

    def __init__(self, data: FormData | None = None) -> None:
        self._data = data or FormData()

    def __getitem__(self, name: str) -> str:
        value = self._data.get("sent_from" if name == "form" else name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(key for key, value in self._data.multi_items() if isinstance(value, str)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self._data

    def many(self, name: str) -> list[str]:
        """All values of a name."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        """An uploaded file, if one was chosen."""
        value = self._data.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def files(self, name: str) -> list[UploadFile]:
        """All files of a name that were chosen."""
        return [each for each in self._data.getlist(name) if isinstance(each, UploadFile) and each.filename]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """All names and values as sent, without files."""
        return [(key, value) for key, value in self._data.multi_items() if isinstance(value, str)]

    def command(self, cls: type[C], **given: object) -> C:
        """A command from its fields of the same names, empty ones left out; `given` ones come from the route."""
        fields: dict[str, Any] = {name: self[name] for name in cls.__struct_fields__ if self[name].strip()}
        return convert(cls, fields | given)


def convert(cls: type[C], fields: Mapping[str, object]) -> C:
    """A command, or a refusal that names the field."""
    try:
        return msgspec.convert(msgspec.to_builtins(dict(fields)), cls, strict=False)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from error


def _refusal(said: str) -> Refused:
    field = said.partition("$.")[2].split("`")[0].split("[")[0].split(".")[0] or None
    if "missing required field" in said:
        field = said.split("`")[1]
        return Refused("入力されていないところがあります。", code="missing", field=field)
    if "length" in said:
        limit = said.partition("<= ")[2].split(" ")[0]
        return Refused(f"文が長すぎます。{int(limit):,}字までにしてください。", code="too_long", field=field)
    if "matching regex '\\\\A[^" in said:  # `ONE_LINE`
        msg = "改行などの制御文字は使えません。1行で入れてください。"
        return Refused(msg, code="control_character", field=field)
    return Refused("入力の形が正しくありません。お確かめください。", code="invalid", field=field)


async def typed_form(request: Request) -> AsyncIterator[Typed]:
    """The form of a request; remembered, so that an error's page can show it again. Its files are closed afterwards."""
    async with request.form(max_files=30, max_fields=2000) as data:
        request.state.typed = typed = Typed(data)
        yield typed


Form = Annotated[Typed, Depends(typed_form)]
NOTHING = Typed()
