"""An account: one person, and the staff roles of a day."""

from datetime import date
from typing import ClassVar

import msgspec

from domain.aggregate import Aggregate, Decided, required
from domain.commands import DisableAccount, GrantRole, RecordSignInCode, RegisterAccount, RevokeRole
from domain.errors import NotFound, Refused
from domain.event import Recorded, Ref
from domain.events import AccountDisabled, AccountRegistered, RoleGranted, RoleRevoked, SignInCodeIssued


class Term(msgspec.Struct, frozen=True):
    """From a day on, until another (both included)."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the term."""
        return self.since <= day and (self.until is None or day <= self.until)

    def meets(self, other: "Term") -> bool:
        """Whether any day lies in both terms; one that ended before it began has none."""
        since = max(self.since, other.since)
        return self.covers(since) and other.covers(since)


class Account(Aggregate):
    """A person known to the system."""

    KIND: ClassVar = "account"

    name: Ref | None = None
    email: Ref | None = None
    reading: Ref | None = None
    disabled: bool = False
    roles: dict[str, Term] = {}

    def roles_on(self, day: date) -> frozenset[str]:
        """The staff roles of a day; none for a disabled account."""
        if self.disabled:
            return frozenset()
        return frozenset(role for role, term in self.roles.items() if term.covers(day))


def _registered(state: Account, event: AccountRegistered, at: Recorded) -> None:
    state.name = at.ref("name")
    state.email = at.ref("email") if event.email is not None else None
    state.reading = at.ref("reading") if event.reading is not None else None


def _granted(state: Account, event: RoleGranted, _: Recorded) -> None:
    state.roles[event.role] = Term(event.since, event.until)


def _revoked(state: Account, event: RoleRevoked, _: Recorded) -> None:
    state.roles.pop(event.role, None)


def _code_issued(_: Account, __: SignInCodeIssued, ___: Recorded) -> None:
    """What was issued is used up or runs out beside the log."""


def _disabled(state: Account, _: AccountDisabled, __: Recorded) -> None:
    state.disabled = True


Account.EVOLVE = {
    AccountRegistered: _registered,
    RoleGranted: _granted,
    RoleRevoked: _revoked,
    SignInCodeIssued: _code_issued,
    AccountDisabled: _disabled,
}


def register(account: Account, command: RegisterAccount) -> Decided:
    """A new account."""
    if account.exists:
        msg = "この番号の利用者は、すでに登録されています。"
        raise Refused(msg, code="exists", field="account_id")
    name = required(command.name, "name", "お名前")
    return [(account.stream, AccountRegistered(name=name, email=command.email, reading=command.reading))]


def grant_role(account: Account, command: GrantRole) -> Decided:
    """A staff role; quiet when the same grant stands."""
    if command.until is not None and command.until < command.since:
        msg = "終わりの日が始まりの日より前です。"
        raise Refused(msg, code="order", field="until")
    if account.roles.get(command.role) == Term(command.since, command.until):
        return []
    return [(account.stream, RoleGranted(role=command.role, since=command.since, until=command.until))]


def revoke_role(account: Account, command: RevokeRole) -> Decided:
    """The end of a staff role; quiet when it does not stand."""
    if command.role not in account.roles:
        return []
    return [(account.stream, RoleRevoked(role=command.role))]


def record_code(account: Account, _: RecordSignInCode) -> Decided:
    """A code is issued for an account in use; each one is recorded."""
    if account.disabled:
        msg = "この利用者は、利用を終えています。"
        raise NotFound(msg, code="no_account", field="account_id")
    return [(account.stream, SignInCodeIssued())]


def disable(account: Account, _: DisableAccount) -> Decided:
    """The end of an account; quiet when repeated."""
    return [] if account.disabled else [(account.stream, AccountDisabled())]
