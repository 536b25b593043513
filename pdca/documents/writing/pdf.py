"""The plan as a PDF for people and screen readers: tagged (PDF/UA-1), fonts embedded, headings as bookmarks."""

import json
from importlib import resources
from typing import Any

import msgspec

from pdca.documents.writing.layout import Layout, Part, Table

_HERE = resources.files("pdca.documents.writing")
_LONGEST_WHOLE = 900
"""Letters of a cell that may be kept on one page, half of which it fills."""


def write_pdf(layout: Layout) -> bytes:
    """The bytes of the file."""
    import typst  # noqa: PLC0415 -- only this format needs it

    plan = {"title": layout.title, "parts": [_form(part) for part in layout.parts()]}
    with resources.as_file(_HERE) as folder:
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[folder / "fonts"])
        content = typst.compile(
            (folder / "plan.typ").read_bytes(),
            format="pdf",
            font_paths=fonts,
            sys_inputs={"plan": json.dumps(plan, ensure_ascii=False)},
            pdf_standards="ua-1",
        )
    assert isinstance(content, bytes)  # noqa: S101 -- one file, as no other format than PDF was asked for
    return content


def _form(part: Part) -> dict[str, Any]:
    form: dict[str, Any] = {"kind": type(part).__name__.lower(), **msgspec.to_builtins(part)}
    if isinstance(part, Table):
        form["whole"] = all(sum(map(len, cell)) <= _LONGEST_WHOLE for row in part.rows for cell in row)
    return form
