"""The XML parts inside Word and Excel files: parsed without entities, found by their relations."""

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import unquote

from pdca.documents.findings import Findings
from pdca.documents.formats.zips import Archive

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
LARGEST_TREE = 24 << 20
_OPEN = "http://schemas.openxmlformats.org"
_STRICT = (  # 「Strict Open XML」 is the same under other names
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", f"{_OPEN}/wordprocessingml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", f"{_OPEN}/spreadsheetml/2006/main".encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/", f"{_OPEN}/drawingml/2006/".encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        f"{_OPEN}/officeDocument/2006/relationships".encode(),
    ),
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_USUAL = frozenset((b"utf-8", b"utf8", b"us-ascii", b"ascii"))


class Relation(NamedTuple):
    """Where a part leads: the last word of the relation's type, and the name of the other part."""

    kind: str
    target: str


class Office:
    """The parts of one Word or Excel file."""

    def __init__(self, content: bytes, file_name: str, findings: Findings) -> None:
        """Open the file; raises UnreadableDocument when it is no honest zip."""
        self._archive = Archive(content, file_name, findings)
        self.names = self._archive.names

    def main_part(self, folder: str) -> str:
        """The part that everything else hangs on: 「word/document.xml」, which Word Online calls document2.xml."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self.names:
                return relation.target
        usual = {"word": "word/document.xml", "xl": "xl/workbook.xml"}[folder]
        if usual not in self.names:
            self._archive.refuse("office_without_text", part=usual)
        return usual

    def xml(self, name: str, most: int = LARGEST_TREE) -> bytes:
        """A part's XML in UTF-8, certain to have neither document type nor entities."""
        content = _as_utf8(self._archive.read(name, most))
        if content is None:
            self._archive.refuse("xml_damaged", part=name)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            self._archive.refuse("xml_with_entities", part=name)
        for strict, usual in _STRICT if b"http://purl.oclc.org/ooxml/" in content else ():
            content = content.replace(strict, usual)
        return content

    def tree(self, name: str) -> "_Element":
        """A part as elements."""
        from lxml import etree  # noqa: PLC0415 -- the text path must not wait for it

        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(self.xml(name), parser)
        except etree.XMLSyntaxError:
            self._archive.refuse("xml_damaged", part=name)

    def refuse(self, code: str, **values: object) -> NoReturn:
        """Say why the file is not read; raises UnreadableDocument."""
        self._archive.refuse(code, **values)

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to inside the file, by the id of the relation."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.names:
            return {}
        found: dict[str, Relation] = {}
        for element in self.tree(rels):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, unquote(str(element.get("Target", "")))))
                kind = str(element.get("Type", "")).rpartition("/")[2]
                found[str(element.get("Id", ""))] = Relation(kind, target.lstrip("/"))
        return found

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of one kind that a part refers to and that are there."""
        return [
            each.target for each in self.relations(part).values() if each.kind == kind and each.target in self.names
        ]


def _as_utf8(content: bytes) -> bytes | None:
    """XML in UTF-8 without its declaration; None in any other encoding than the two that such files may have."""
    if content[:2] in _UTF_16:
        content = content.decode("utf-16", "replace").encode("utf-8", "replace")
    elif (declared := _DECLARED.match(content.removeprefix(_MARK))) and declared[1].lower() not in _USUAL:
        return None
    bare = content.removeprefix(_MARK).lstrip()
    if bare.startswith(b"<?xml"):
        bare = bare.partition(b"?>")[2].lstrip()
    return bare if bare.startswith(b"<") else None
