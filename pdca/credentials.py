"""Sign-in codes and links, browser sessions and half-typed text: plain tables beside the log, never events."""

import hashlib
import ipaddress
from collections.abc import Sequence
from datetime import timedelta

import msgspec

from domain.account import Account
from domain.errors import NotFound, Refused, ReviewError
from pdca.chance import MICROSECONDS
from pdca.engine import Engine
from pdca.people import find_accounts
from pdca.sign_in_code import new_code, slow_hash
from pdca.store.beside import Beside, Run
from pdca.store.byterules import check_text

__all__ = ["BrowserSession", "Credentials", "SignInCode", "TooManyTries", "TypedText", "find_accounts"]

STAFF_CODE = timedelta(minutes=15)
MEMBER_CODE = timedelta(days=7)
"""How long a code and its link are valid (TRUST section 3)."""

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
REMEMBERED = timedelta(days=90)
"""「この端末では90日間、入力を省く」: then there is no idle limit, a member comes once in some weeks."""

TRIES_OF_ADDRESS = 10
TRIES_OF_ACCOUNT = 30
"""Wrong codes per minute; links have 256 random bits and need no limit, so a victim of guessing can still sign in."""

_MINUTE = MICROSECONDS * 60
_LONGEST_TEXT = 100_000

_TABLES = """
CREATE TABLE IF NOT EXISTS sign_in_code (token_hash TEXT PRIMARY KEY, code_hash TEXT NOT NULL,
    account TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, spent BIGINT);
CREATE INDEX IF NOT EXISTS sign_in_code_1 ON sign_in_code (code_hash);
CREATE TABLE IF NOT EXISTS sign_in_try (bucket TEXT NOT NULL, minute BIGINT NOT NULL, tries BIGINT NOT NULL,
    PRIMARY KEY (bucket, minute));
CREATE TABLE IF NOT EXISTS browser_session (token_hash TEXT PRIMARY KEY, account TEXT NOT NULL,
    created BIGINT NOT NULL, last_seen BIGINT NOT NULL, ends BIGINT NOT NULL, remembered BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS browser_session_1 ON browser_session (account);
CREATE TABLE IF NOT EXISTS typed_text (account TEXT NOT NULL, place TEXT NOT NULL, body TEXT NOT NULL,
    saved_at BIGINT NOT NULL, PRIMARY KEY (account, place))
"""
_SPEND = "UPDATE sign_in_code SET spent = ? WHERE token_hash = ? AND spent IS NULL AND expires > ? RETURNING account"
_BY_LINK = "SELECT account FROM sign_in_code WHERE token_hash = ? AND spent IS NULL AND expires > ?"
_BY_CODE = "SELECT token_hash, account FROM sign_in_code WHERE code_hash = ? AND spent IS NULL AND expires > ?"
_NEW_CODE = "INSERT INTO sign_in_code (token_hash, code_hash, account, created, expires) VALUES (?, ?, ?, ?, ?)"
_TRY = (
    "INSERT INTO sign_in_try (bucket, minute, tries) VALUES (?, ?, 1) "
    "ON CONFLICT (bucket, minute) DO UPDATE SET tries = sign_in_try.tries + 1 RETURNING tries"
)
_FORGIVE = "UPDATE sign_in_try SET tries = tries - 1 WHERE bucket = ? AND minute = ?"
_BEGIN = (
    "INSERT INTO browser_session (token_hash, account, created, last_seen, ends, remembered) VALUES (?, ?, ?, ?, ?, ?)"
)
_SESSION = "SELECT account, last_seen, ends, remembered FROM browser_session WHERE token_hash = ?"
_KEEP = (
    "INSERT INTO typed_text (account, place, body, saved_at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (account, place) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at"
)


class TooManyTries(ReviewError):
    """Raised when wrong codes come too fast from one place, or for one account."""

    status = 429


class SignInCode(msgspec.Struct, frozen=True):
    """A code as printed (K7M4-Q2XD) and the token of its link; either is good for one sign-in until `expires` (µs)."""

    account: str
    code: str
    token: str
    expires: int


class BrowserSession(msgspec.Struct, frozen=True):
    """A browser that is signed in: the token goes into its cookie, until `ends` (µs since 1970 UTC) at the latest."""

    account: str
    token: str
    ends: int
    remembered: bool = False


class TypedText(msgspec.Struct, frozen=True):
    """What somebody had typed and not sent, saved at an instant in µs."""

    body: str
    saved_at: int


class Credentials:
    """One municipality's ways in. Clock and randomness are the engine's; codes and tokens are stored hashed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._tables = Beside(engine.log, _TABLES.split(";"))

    # --- codes and links

    def new_code(self, account: str, valid: timedelta = STAFF_CODE) -> SignInCode:
        """A code and link for an account. Earlier ones stay valid: nobody takes another's code away by asking."""
        self._check_active(account)
        chance, now = self._engine.chance, self._now
        made = SignInCode(account, new_code(chance), chance.token(32).hex(), now + _us(valid))
        with self._tables.writing() as run:
            run("DELETE FROM sign_in_code WHERE expires <= ?", now)
            run(_NEW_CODE, _hash(made.token), slow_hash(made.code), account, now, made.expires)
        return made

    def account_of_link(self, token: str) -> str | None:
        """Whose link it is, if it is still good. Looking at it spends nothing: mail scanners open links."""
        found = self._tables.read(_BY_LINK, _hash(token), self._now)
        return str(found[0][0]) if found and self._is_active(found[0][0]) else None

    def sign_in_by_link(self, token: str, *, remember: bool = False, before: str | None = None) -> BrowserSession:
        """Spends the link. `before` is the token of the browser's session until now, which ends."""
        return self._spend(_hash(token), remember=remember, before=before)

    def sign_in_by_code(
        self,
        typed: str,
        address: str,
        *,
        accounts: Sequence[str] = (),
        remember: bool = False,
        before: str | None = None,
    ) -> BrowserSession:
        """Spends the code as somebody typed it, at a client's address; of these accounts only, if any are named.

        Raises `Refused` (code "sign_in_code") for a wrong, spent or old code, `TooManyTries` for too many of them.
        """
        buckets = [(f"address:{_network(address)}", TRIES_OF_ADDRESS)]
        buckets += [(f"account:{account}", TRIES_OF_ACCOUNT) for account in accounts]
        minute = self._count(buckets)
        found = self._tables.read(_BY_CODE, slow_hash(typed), self._now)
        hits = [token_hash for token_hash, account in found if not accounts or account in accounts]
        session = self._spend(hits[0] if hits else "", remember=remember, before=before)
        self._forgive(buckets, minute)
        return session

    def _spend(self, token_hash: str, *, remember: bool, before: str | None) -> BrowserSession:
        with self._tables.writing() as run:
            spent = run(_SPEND, self._now, token_hash, self._now)
            if spent and self._is_active(spent[0][0]):
                return self._begin(run, spent[0][0], remember=remember, before=before)
        raise Refused(
            "確認コードかリンクが違うか、すでに使われているか、期限が切れています。"
            "もう一度お確かめになるか、新しいコードをお求めください。",
            code="sign_in_code",
            field="code",
        )

    def _count(self, buckets: Sequence[tuple[str, int]]) -> int:
        """Counts the try before it is made, so that many at once are counted too; returns the minute."""
        minute = self._now // _MINUTE
        with self._tables.writing() as run:
            run("DELETE FROM sign_in_try WHERE minute < ?", minute - 60)
            counts = [run(_TRY, bucket, minute)[0][0] for bucket, _ in buckets]
        if any(count > limit for count, (_, limit) in zip(counts, buckets, strict=True)):
            raise TooManyTries(
                "確認コードの入力が続いたため、いったん止めています。1分ほど待って、もう一度お試しください。"
                "メールのリンクからは、いまもサインインできます。",
                code="too_many_tries",
                field="code",
            )
        return minute

    def _forgive(self, buckets: Sequence[tuple[str, int]], minute: int) -> None:
        """A right code is no try: ten members may sign in at once in the same room."""
        with self._tables.writing() as run:
            for bucket, _ in buckets:
                run(_FORGIVE, bucket, minute)

    # --- browser sessions

    def sign_in(self, account: str, *, remember: bool = False, before: str | None = None) -> BrowserSession:
        """A session without a code, where it is sure by other means who it is (the demo's list of persons)."""
        self._check_active(account)
        with self._tables.writing() as run:
            return self._begin(run, account, remember=remember, before=before)

    def _begin(self, run: Run, account: str, *, remember: bool, before: str | None) -> BrowserSession:
        now, token = self._now, self._engine.chance.token(32).hex()
        ends = now + _us(REMEMBERED if remember else ABSOLUTE)
        run("DELETE FROM browser_session WHERE ends <= ? OR token_hash = ?", now, _hash(before or ""))
        run(_BEGIN, _hash(token), account, now, now, ends, int(remember))
        return BrowserSession(account, token, ends, remember)

    def session(self, token: str) -> BrowserSession | None:
        """The session of a cookie, if it is still good; remembers, to the minute, that it was used."""
        found = self._tables.read(_SESSION, _hash(token))
        if not found:
            return None
        now, (account, last_seen, ends, remembered) = self._now, found[0]
        if now >= ends or (not remembered and now - last_seen >= _us(IDLE)):
            self.sign_out(token)
            return None
        if not self._is_active(account):
            self.end_all(account)
            return None
        if now - last_seen >= _MINUTE:
            self._tables.write("UPDATE browser_session SET last_seen = ? WHERE token_hash = ?", now, _hash(token))
        return BrowserSession(account, token, ends, bool(remembered))

    def sign_out(self, token: str) -> None:
        """The end of one session."""
        self._tables.write("DELETE FROM browser_session WHERE token_hash = ?", _hash(token))

    def end_all(self, account: str) -> None:
        """The end of all sessions, codes and links of an account."""
        with self._tables.writing() as run:
            run("DELETE FROM browser_session WHERE account = ?", account)
            run("DELETE FROM sign_in_code WHERE account = ?", account)

    # --- half-typed text

    def keep_text(self, account: str, place: str, body: str) -> None:
        """Keeps what somebody has typed at a place (any key of the page's own) until it is sent; blank drops it."""
        if not body.strip():
            self.drop_text(account, place)
            return
        check_text(place, "place")
        if len(check_text(body)) > _LONGEST_TEXT:
            raise Refused("文章が長すぎるため、書きかけを保存できません。", code="too_long", field="body")
        self._tables.write(_KEEP, account, place, body, self._now)

    def kept_text(self, account: str, place: str) -> TypedText | None:
        """What was typed there and not sent."""
        found = self._tables.read(
            "SELECT body, saved_at FROM typed_text WHERE account = ? AND place = ?", account, place
        )
        return TypedText(*found[0]) if found else None

    def kept_places(self, account: str) -> list[str]:
        """Where a person has text that was not sent, newest first."""
        sql = "SELECT place FROM typed_text WHERE account = ? ORDER BY saved_at DESC, place"
        return [str(row[0]) for row in self._tables.read(sql, account)]

    def drop_text(self, account: str, place: str) -> None:
        """The text was sent, or thrown away."""
        self._tables.write("DELETE FROM typed_text WHERE account = ? AND place = ?", account, place)

    # --- inside

    @property
    def _now(self) -> int:
        return self._engine.chance.now_us()

    def _is_active(self, account: str) -> bool:
        state = self._engine.load(Account, account)
        return state.exists and not state.disabled

    def _check_active(self, account: str) -> None:
        if not self._is_active(account):
            raise NotFound("この利用者は登録されていないか、利用を終えています。", code="no_account")


def _network(address: str) -> str:
    """Whom an address counts for: itself, or the /64 of IPv6 that one household gets."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ascii(address[:100])
    if isinstance(found, ipaddress.IPv6Address):
        network = ipaddress.IPv6Network((int(found) >> 64 << 64, 64))
        return str(found.ipv4_mapped or network)
    return str(found)


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
