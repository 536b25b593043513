"""Zip files of strangers: opened within limits that are counted while reading, whatever the file says of itself."""

import io
import struct
import zlib
from typing import NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pdca.documents.findings import Findings, UnreadableDocument
from pdca.documents.source import WHOLE_FILE

MOST_PARTS = 1000
MOST_UNPACKED = 100 << 20
MOST_RATIO = 100
_RATIO_FROM = 1 << 20
"""A small part may be packed as well as it likes: a sheet of a thousand equal rows is."""

_LARGEST_DIRECTORY = 1 << 20
_END = b"PK\x05\x06"
_END_SEARCHED = (1 << 16) + 22
_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_BROKEN = (BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError, struct.error, OSError, ValueError)


class Archive:
    """The parts of a zip file by name; each is unpacked when it is asked for, and all count towards one limit."""

    def __init__(self, content: bytes, file_name: str, findings: Findings) -> None:
        """Look at the directory; raises UnreadableDocument when it is not that of an honest small zip."""
        self._file_name = file_name
        self._findings = findings
        self._packed = len(content)
        self._unpacked = 0
        self._check_directory(content)
        try:
            self._file = ZipFile(io.BytesIO(content))
        except _BROKEN:
            self.refuse("zip_damaged")
        self._parts = self._checked(self._file.infolist())

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts, as they are found: 「word/document.xml」."""
        return frozenset(self._parts)

    def read(self, name: str, most: int = MOST_UNPACKED) -> bytes:
        """The bytes of a part that is there; raises UnreadableDocument beyond a limit."""
        part = self._parts[name]
        found = bytearray()
        try:
            with self._file.open(part) as file:
                while chunk := file.read(_CHUNK):
                    found += chunk
                    self._count(len(chunk), len(found), part, most)
        except UnreadableDocument:
            raise
        except _BROKEN:
            self.refuse("zip_damaged")
        return bytes(found)

    def refuse(self, code: str, **values: object) -> NoReturn:
        """Say why the file is not read; raises UnreadableDocument."""
        self._findings.stop(self._file_name, WHOLE_FILE, code, **values)

    def _check_directory(self, content: bytes) -> None:
        """Before the library reads a directory of a million entries, look at what its last record says."""
        at = content.rfind(_END, max(0, len(content) - _END_SEARCHED))
        if at < 0 or len(content) < at + 16:
            self.refuse("zip_damaged")
        count, size = struct.unpack_from("<HI", content, at + 10)
        if count > MOST_PARTS or size > _LARGEST_DIRECTORY:
            self.refuse("zip_too_many_parts", most=MOST_PARTS)

    def _checked(self, infos: list[ZipInfo]) -> dict[str, ZipInfo]:
        if len(infos) > MOST_PARTS:
            self.refuse("zip_too_many_parts", most=MOST_PARTS)
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            self.refuse("zip_too_large", most=MOST_UNPACKED >> 20)
        parts: dict[str, ZipInfo] = {}
        seen: set[str] = set()
        for info in infos:
            name = info.filename.replace("\\", "/")  # some programs write the separator of Windows
            self._check_part(name, info)
            if name.casefold() in seen:
                self.refuse("zip_name_twice", name=_shown(name))
            seen.add(name.casefold())
            parts[name] = info
        return parts

    def _check_part(self, name: str, info: ZipInfo) -> None:
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in name:
            self.refuse("zip_unsafe_name", name=_shown(name))
        if info.flag_bits & _ENCRYPTED:
            self.refuse("zip_encrypted")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            self.refuse("zip_damaged")
        self._check_ratio(info.file_size, info)

    def _count(self, more: int, so_far: int, part: ZipInfo, most: int) -> None:
        self._unpacked += more
        if self._unpacked > MOST_UNPACKED or so_far > most:
            self.refuse("zip_too_large", most=min(most, MOST_UNPACKED) >> 20)
        self._check_ratio(so_far, part)

    def _check_ratio(self, size: int, part: ZipInfo) -> None:
        packed = min(part.compress_size, self._packed)
        if size > _RATIO_FROM and size > MOST_RATIO * packed:
            self.refuse("zip_ratio", name=_shown(part.filename))


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:80]
