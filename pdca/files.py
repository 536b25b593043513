"""Files beside the database under their content address: written whole or not at all, never changed."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from domain.aggregate import ONE_LINE
from domain.errors import NotFound, Refused
from pdca.store import StoreUnavailable

MAX_BYTES = 10 * 1024 * 1024
NAMELESS = "書類"
"""What a file without a name is called."""
MEDIA_TYPES: dict[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


class Files:
    """A folder of files; the address is the SHA-256 of the content and is itself private."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Stores the content durably; returns its address. The same content again changes nothing."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, content)
                for folder in (path.parent, self.folder, self.folder.parent):
                    _sync(folder)
        except OSError as error:
            raise StoreUnavailable(f"ファイルを保存できませんでした（{error.strerror}）。") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content; refuses an address that is not here."""
        path = self._path(sha256)
        if not path.is_file():
            msg = "このファイルは見つかりません。"
            raise NotFound(msg, code="unknown_file")
        return path.read_bytes()

    def _path(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            msg = "このファイルは見つかりません。"
            raise NotFound(msg, code="unknown_file")
        return self.folder / sha256[:2] / sha256


def _write(path: Path, content: bytes) -> None:
    """Under a name of its own first: whoever stores the same content at the same moment has another."""
    number, name = tempfile.mkstemp(dir=path.parent, suffix=".partial")
    partial = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """A file's name is durable once its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def base_name(given: str) -> str:
    """The name of an uploaded file alone: no folders, whatever system it came from, no control characters."""
    last = given.replace("\\", "/").rpartition("/")[2]
    shown = "".join(letter for letter in last if re.match(ONE_LINE, letter)).strip()
    return NAMELESS if shown in {"", ".", ".."} else shown


def media_type(content: bytes) -> str:
    """The type of a scan by its first bytes; refuses what is not a PDF or a picture, or is too large."""
    if len(content) > MAX_BYTES:
        msg = "ファイルが大きすぎます（10MBまで）。"
        raise Refused(msg, code="too_large", field="file")
    for magic, kind in MEDIA_TYPES.items():
        if content.startswith(magic):
            return kind
    msg = "添えられるのは、PDF・PNG・JPEGのファイルです。"
    raise Refused(msg, code="media_type", field="file")
