"""The formats in which a plan is written."""

import importlib
from collections.abc import Callable
from typing import cast

import msgspec

from pdca.documents.document import Document
from pdca.documents.profile import Profile, packaged_profile
from pdca.documents.writing.layout import Form, Layout, layout_of

Write = Callable[[Layout], bytes]


class PlanFormat(msgspec.Struct, frozen=True):
    """A format: its name as people know it, the end of its file's name, and what the web calls it."""

    title: str
    suffix: str
    media_type: str
    module: str
    binary: bool = False

    def writer(self) -> Write:
        """The function that writes it; its library is not loaded before it is needed."""
        found = importlib.import_module(f"pdca.documents.writing.{self.module}")
        return cast("Write", getattr(found, f"write_{self.module}"))


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, PlanFormat] = {
    "docx": PlanFormat("Word", "docx", f"{_OFFICE}.wordprocessingml.document", "word", binary=True),
    "xlsx": PlanFormat("Excel", "xlsx", f"{_OFFICE}.spreadsheetml.sheet", "excel", binary=True),
    "pdf": PlanFormat("PDF", "pdf", "application/pdf", "pdf", binary=True),
    "html": PlanFormat("HTML", "html", "text/html; charset=utf-8", "html"),
    "md": PlanFormat("Markdown", "md", "text/markdown; charset=utf-8", "markdown"),
    "text": PlanFormat("テキスト", "txt", "text/plain; charset=utf-8", "text"),
}
BINARY = frozenset(name for name, found in FORMATS.items() if found.binary)
"""The formats that no terminal can show."""
BY_SUFFIX = {found.suffix: name for name, found in FORMATS.items()}
"""The format by the end of a file's name."""


def write_plan(plan: Document | Form, name: str, profile: Profile | None = None) -> bytes:
    """A plan, as read or as the document JSON, in the format of that name, in the words of a profile."""
    form = plan.to_json_form() if isinstance(plan, Document) else plan
    layout = layout_of(form, profile if profile is not None else packaged_profile())
    return FORMATS[name].writer()(layout)
