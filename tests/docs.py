"""The pages of the docs as the tests read them."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[1]
PAGES = {
    path.relative_to(HOUSE).as_posix(): path.read_text(encoding="utf-8")
    for path in [HOUSE / "README.md", HOUSE / "CHANGELOG.md", *sorted((HOUSE / "docs").rglob("*.md"))]
}
MANUALS = {name: text for name, text in PAGES.items() if name.startswith("docs/manual-")}
INTERFACES, OPERATIONS, FLOW = (PAGES[f"docs/{name}.md"] for name in ("interfaces", "operations", "flow"))
EVERYTHING = "\n".join(PAGES.values())


def sections(text, level):
    """The text under each heading of a level that is one `code`, up to the next heading as high."""
    found = re.split(rf"^#{{{level}}} `([^`]+)`\n", text, flags=re.MULTILINE)
    bodies = (re.split(rf"^#{{1,{level}}} ", body, maxsplit=1, flags=re.MULTILINE)[0] for body in found[2::2])
    return dict(zip(found[1::2], bodies, strict=True))


def table(text):
    """The rows of Markdown tables whose first cell is one `code`."""
    return re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, flags=re.MULTILINE)


def code(text):
    """What stands in `code` and in indented blocks."""
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^ {4,}(.*)$", text, flags=re.MULTILINE)
