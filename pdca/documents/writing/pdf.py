"""The plan as a PDF for people and screen readers: tagged (PDF/UA-1), fonts embedded, headings as bookmarks."""

import json
from importlib import resources
from typing import Any, Literal

import msgspec

from pdca.documents.source import JOINER
from pdca.documents.writing.layout import Layout, Part, Table

_HERE = resources.files("pdca.documents.writing")
_LONGEST_WHOLE = 900
"""Letters of a cell that may be kept on one page, half of which it fills."""


def write_pdf(layout: Layout) -> bytes:
    """The bytes of the file; for a letter that the packaged fonts lack, the system's help, and it is no PDF/UA."""
    from typst import TypstError  # noqa: PLC0415 -- only this format needs it

    plan = json.dumps({"title": layout.title, "parts": [_form(part) for part in layout.parts()]}, ensure_ascii=False)
    plan = plan.replace(JOINER, "")  # a PDF would keep it as part of the letter before, wherever that stands
    try:
        return _compiled(plan, standards=["ua-1"], system_fonts=False)
    except TypstError:
        return _compiled(plan, standards=[], system_fonts=True)


def _compiled(plan: str, *, standards: list[Literal["ua-1"]], system_fonts: bool) -> bytes:
    import typst  # noqa: PLC0415

    with resources.as_file(_HERE) as folder:
        content = typst.compile(
            (folder / "plan.typ").read_bytes(),
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=system_fonts, font_paths=[folder / "fonts"]),
            sys_inputs={"plan": plan},
            pdf_standards=[*standards],
        )
    assert isinstance(content, bytes)  # noqa: S101 -- one file, as no other format than PDF was asked for
    return content


def _form(part: Part) -> dict[str, Any]:
    form: dict[str, Any] = {"kind": type(part).__name__.lower(), **msgspec.to_builtins(part)}
    if isinstance(part, Table):
        form["whole"] = [all(sum(map(len, cell)) <= _LONGEST_WHOLE for cell in row) for row in part.rows]
    return form
