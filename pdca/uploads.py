"""Files on their way in: uploaded, read in a child process and looked at, before anything of them is a record.

A plain table beside the log and the bytes in a folder, so that any web process can answer; dropped once the plan is
there, when somebody turns away, or after a week.
"""

import hashlib
import logging
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from domain.errors import NotFound, Refused
from pdca.chance import MICROSECONDS
from pdca.documents.child import Reading, Stopped
from pdca.documents.confined import READERS
from pdca.documents.document import Document, Finding
from pdca.documents.findings import UnreadableDocument
from pdca.documents.profile import Profile
from pdca.documents.sourced import Source, SourceLine
from pdca.engine import Engine
from pdca.files import MAX_BYTES
from pdca.store.beside import Beside
from pdca.store.byterules import check_text
from pdca.store.errors import StoreUnavailable

log = logging.getLogger("pdca.uploads")

KEPT = timedelta(days=7)
"""How long an upload waits for its person; each decision begins the time again."""

FOLDER = "uploads"
"""Among the files, for every process that serves the municipality must reach it."""

MOST = 30
"""Uploads of one account at a time."""

WAITING_AT_ONCE = 8
"""Requests that may wait for a reading; the others are answered at once, so that other pages find a thread."""

_LEASE = 90 * MICROSECONDS
"""A reading that nobody has renewed for so long was left by a process that ended: another one begins it again."""

_RENEWED, _PAUSE = 3.0, 0.2
_LONGEST_NAME, _MOST_DECISIONS = 255, 1 << 20

_TABLES = """
CREATE TABLE IF NOT EXISTS upload (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL,
    file_name TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, profile TEXT NOT NULL,
    state TEXT NOT NULL, progress DOUBLE PRECISION NOT NULL, result TEXT NOT NULL, decisions TEXT NOT NULL,
    lease BIGINT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS upload_1 ON upload (account)
"""
_NEW = "INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?, ?, 'reading', 0, '[]', '{}', ?, ?, ?)"
_GET = (
    "SELECT kind, file_name, sha256, size, profile, state, progress, result, decisions, created, expires, lease "
    "FROM upload WHERE token_hash = ? AND account = ? AND expires > ?"
)
_TAKE_OVER = "UPDATE upload SET lease = ? WHERE token_hash = ? AND state = 'reading' AND lease = ? RETURNING token_hash"
_CLOSED = "UPDATE upload SET lease = 0 WHERE token_hash = ? AND state = 'reading'"
_CAME = "UPDATE upload SET progress = ?, lease = ? WHERE token_hash = ? AND state = 'reading'"
_DONE = "UPDATE upload SET state = ?, progress = 1, result = ? WHERE token_hash = ? AND state = 'reading'"
_DECIDE = (
    "UPDATE upload SET decisions = ?, expires = ? WHERE token_hash = ? AND account = ? AND expires > ? "
    "RETURNING token_hash"
)

State = Literal["reading", "read", "refused"]


class TooLarge(Refused):
    """Raised when a file has more bytes than are taken."""

    status = 413


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One file on its way in; instants in µs. `result` is JSON: the document, or the findings that refuse it."""

    token: str
    account: str
    kind: str
    file_name: str
    sha256: str
    size: int
    state: State
    progress: float
    result: bytes
    decisions: Any
    created_at: int
    expires_at: int

    def document(self) -> Document:
        """The document, once it was read."""
        return msgspec.json.decode(self.result, type=Document)

    def source(self) -> tuple[SourceLine, ...]:
        """The lines that it was read from."""
        return msgspec.json.decode(self.result, type=Source).source

    def findings(self) -> tuple[Finding, ...]:
        """Why it was refused; those of a document that was read stand in the document."""
        return msgspec.json.decode(self.result, type=tuple[Finding, ...]) if self.state == "refused" else ()


class Uploads:
    """The uploads of one municipality; each belongs to the account that sent it, and to nobody else."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tables = Beside(engine.log, _TABLES.split(";"))
        self._folder = engine.files.folder / FOLDER
        self._own: dict[str, _Following] = {}
        self._lock = threading.Lock()
        self._waiting = threading.BoundedSemaphore(WAITING_AT_ONCE)

    def put(
        self, account: str, content: bytes, file_name: str, kind: str = "document", profile: Profile | None = None
    ) -> str:
        """Keeps a file and begins to read it; returns its token, which nobody can guess.

        `kind` is the caller's word; one that is the name of a reader chooses it.
        Raises `TooLarge`, or `Refused` when the account has too many that wait.
        """
        self._check(account, content, file_name)
        token, now = self._engine.chance.token(32).hex(), self._now
        key, sha256 = _hash(token), hashlib.sha256(content).hexdigest()
        known = (key, account, kind, file_name, sha256, len(content), msgspec.json.encode(profile).decode())
        self._tables.write(_NEW, *known, now + _LEASE, now, now + _us(KEPT))
        self._store(key, content)
        self._begin(key, content, file_name, profile, kind)
        return token

    def get(self, token: str, account: str) -> Upload | None:
        """An upload of this account as it is now; None when there is none, or not for this account."""
        key = _hash(token)
        found = self._tables.read(_GET, key, account, self._now)
        if not found:
            return None
        *values, lease = found[0]
        kind, file_name, sha256, size, profile, state, progress, result, decisions, created, expires = values
        if state == "reading":
            self._take_over(key, file_name, profile, lease, kind)
            progress = max(progress, self._own_progress(key))
        return Upload(
            token=token,
            account=account,
            kind=kind,
            file_name=file_name,
            sha256=sha256,
            size=size,
            state=state,
            progress=progress,
            result=result.encode(),
            decisions=msgspec.json.decode(decisions),
            created_at=created,
            expires_at=expires,
        )

    def wait(self, token: str, account: str, seconds: float) -> Upload | None:
        """The same once it is read or refused, or after so many seconds; at once when many wait already."""
        if self._waiting.acquire(blocking=False):
            try:
                self._wait(token, account, time.monotonic() + seconds)
            finally:
                self._waiting.release()
        return self.get(token, account)

    def decide(self, token: str, account: str, decisions: object) -> None:
        """Keeps what a person has decided so far, any JSON; the week begins again."""
        text, now = msgspec.json.encode(decisions).decode(), self._now
        if len(text) > _MOST_DECISIONS:
            raise TooLarge("直したところが多すぎます。文書を直して、もう一度選んでください。", code="too_large")
        with self._tables.writing() as run:
            if not run(_DECIDE, text, now + _us(KEPT), _hash(token), account, now):
                raise _gone()

    def content(self, token: str, account: str) -> bytes:
        """The bytes as they were sent."""
        if self.get(token, account) is None:
            raise _gone()
        try:
            return self._path(_hash(token)).read_bytes()
        except FileNotFoundError:
            raise _gone() from None

    def drop(self, token: str, account: str) -> None:
        """The plan is there, or nobody wants it any more: row and bytes go."""
        if self._tables.read(_GET, _hash(token), account, 0):
            self._remove(_hash(token))

    def expire(self) -> int:
        """Drops what waited too long; returns how many."""
        keys = [str(key) for (key,) in self._tables.read("SELECT token_hash FROM upload WHERE expires <= ?", self._now)]
        for key in keys:
            self._remove(key)
        return len(keys)

    def close(self) -> None:
        """Stops what is being read here; another process, or the next start, begins it again."""
        with self._lock:
            own = list(self._own.values())
        for following in own:
            following.reading.stop()
        for following in own:
            following.join()

    # --- inside

    @property
    def _now(self) -> int:
        return self._engine.chance.now_us()

    def _path(self, key: str) -> Path:
        return self._folder / key

    def _check(self, account: str, content: bytes, file_name: str) -> None:
        check_text(file_name, "ファイル名")
        if len(file_name) > _LONGEST_NAME:
            raise Refused("ファイル名が長すぎます。短くして、もう一度選んでください。", code="too_long", field="file")
        if len(content) > MAX_BYTES:
            raise TooLarge(f"「{file_name}」は大きすぎます（10MBまで）。", code="too_large", field="file")
        sql = "SELECT COUNT(*) FROM upload WHERE account = ? AND expires > ?"
        if self._tables.read(sql, account, self._now)[0][0] >= MOST:
            msg = "取り込みの途中のファイルが多すぎます。使わないものを取りやめてから、もう一度選んでください。"
            raise Refused(msg, code="too_many_uploads", field="file")

    def _store(self, key: str, content: bytes) -> None:
        """The row stands first: a file without a row would never expire."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._path(key).write_bytes(content)
        except OSError as error:
            self._remove(key)
            raise StoreUnavailable(f"ファイルを保存できませんでした（{error.strerror}）。") from error

    def _begin(self, key: str, content: bytes, file_name: str, profile: Profile | None, kind: str) -> None:
        reader = kind if kind in READERS and kind != "document" else "sourced"  # looked at beside its source
        following = _Following(self, key, Reading(content, file_name, profile, reader=reader))
        with self._lock:
            self._own[key] = following
        following.start()

    def _take_over(self, key: str, file_name: str, profile: str, lease: int, kind: str) -> None:
        now = self._now
        if lease >= now:
            return
        with self._tables.writing() as run:
            if not run(_TAKE_OVER, now + _LEASE, key, lease):
                return
        try:
            content = self._path(key).read_bytes()
        except FileNotFoundError:
            self._remove(key)
            return
        self._begin(key, content, file_name, msgspec.json.decode(profile, type=Profile | None), kind)

    def _own_progress(self, key: str) -> float:
        with self._lock:
            own = self._own.get(key)
        return own.reading.progress if own else 0.0

    def _wait(self, token: str, account: str, end: float) -> None:
        with self._lock:
            own = self._own.get(_hash(token))
        if own is not None:
            own.join(end - time.monotonic())
            return
        while time.monotonic() < end:
            upload = self.get(token, account)
            if upload is None or upload.state != "reading":
                return
            time.sleep(_PAUSE)

    def _remove(self, key: str) -> None:
        with self._lock:
            own = self._own.get(key)
        if own is not None:
            own.reading.stop()
        self._path(key).unlink(missing_ok=True)
        self._tables.write("DELETE FROM upload WHERE token_hash = ?", key)

    def follow(self, key: str, reading: Reading) -> None:
        """In a thread of its own: says in the row how far the reading has come, and in the end what was read."""
        try:
            reading.start()
            while not reading.wait(_RENEWED):
                self._tables.write(_CAME, reading.progress, self._now + _LEASE, key)
            self._tables.write(*_outcome(reading), key)
        except StoreUnavailable:
            log.exception("an upload was read, but the store is not there; it will be read again")
        finally:
            reading.stop()
            with self._lock:
                self._own.pop(key, None)


class _Following(threading.Thread):
    """The thread that follows one reading."""

    def __init__(self, uploads: Uploads, key: str, reading: Reading) -> None:
        super().__init__(name="upload", daemon=True, target=uploads.follow, args=(key, reading))
        self.reading = reading


def _outcome(reading: Reading) -> tuple[str, ...]:
    try:
        return _DONE, "read", reading.result().decode()
    except UnreadableDocument as unreadable:
        return _DONE, "refused", msgspec.json.encode(unreadable.findings).decode()
    except Stopped:
        return (_CLOSED,)


def _gone() -> NotFound:
    msg = "このファイルはもうありません。もう一度ファイルを選んでください。"
    return NotFound(msg, code="unknown_upload", field="file")


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
