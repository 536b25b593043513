"""The differences of a document are found, and those that a person confirmed are recorded in one append."""

import hashlib
import uuid

import msgspec

from domain.aggregate import Decided
from domain.errors import Conflict, Refused
from domain.indicator import Indicator
from domain.plan import Plan
from pdca.case import Case
from pdca.differences.comparing import Compared, compare
from pdca.differences.deciding import Deciding, File, New
from pdca.differences.finding import Found
from pdca.differences.model import Choice, Decisions, Differences
from pdca.documents import Document, Profile, packaged_profile
from pdca.engine import Done, Engine
from pdca.permissions import CONSOLE
from pdca.store.byterules import check_value

NAMESPACE = uuid.UUID("1c0b7f5e-6f0e-5c55-9a35-5b6c5d9f2a77")
"""Makes the command id of what is confirmed, so that it happens once however often it is sent."""


def find_differences(engine: Engine, plan_id: str, document: Document, profile: Profile | None = None) -> Differences:
    """What differs between a plan and its next document, read by a profile; stores nothing."""
    engine.read_models.catch_up()
    plan = engine.load(Plan, plan_id)
    items = [engine.load(Indicator, entry.indicator) for entry in plan.items]
    sessions = engine.read_models.streams.of_plan(plan_id, "session")
    return compare(plan, items, document, sessions=sessions, directory=engine, profile=profile).differences()


def confirm_differences(  # noqa: PLR0913, PLR0917 -- what is imported, what of it, by whom
    engine: Engine,
    plan_id: str,
    content: bytes,
    file_name: str,
    document: Document,
    decisions: Decisions,
    account_id: str = CONSOLE,
    *,
    profile: Profile | None = None,
    command_id: str | None = None,
) -> Done:
    """Records what was chosen, in one append; what is not chosen, or left, stays as it is.

    Without a profile the document was read by the packaged one. The same file again without anything chosen: no event.
    A choice for a difference that is no more, because somebody changed the plan meanwhile, is a `Conflict`: the
    differences have to be found anew.
    """
    check_value(msgspec.to_builtins(decisions))
    engine.read_models.catch_up()
    sha256 = hashlib.sha256(content).hexdigest()
    body = msgspec.json.encode({"differences": sha256, "plan": plan_id, "decisions": decisions})
    confirmation = _Confirmation(
        engine, plan_id, document, decisions, File(file_name, sha256, profile or packaged_profile())
    )
    named = command_id or str(uuid.uuid5(NAMESPACE, _turn(engine, plan_id, hashlib.sha256(body).hexdigest())))

    def decide(case: Case) -> Decided:
        decided = confirmation.decide(case)
        if decided:
            engine.files.put(content)  # after all rules: what is refused leaves no file behind
        return decided

    return engine.decide(decide, account_id, named, body)


def _turn(engine: Engine, plan_id: str, what: str) -> str:
    """What is confirmed, and how many documents of the plan were taken back before: then it can come again."""
    taken_back = engine.load(Plan, plan_id).taken_back
    return f"{what} {len(taken_back)}" if taken_back else what


class _Confirmation:
    """One confirmation; the ids of what is new are drawn once, so that deciding again gives the same."""

    def __init__(self, engine: Engine, plan_id: str, document: Document, decisions: Decisions, file: File) -> None:
        self._engine, self._plan_id, self._document = engine, plan_id, document
        self._decisions, self._file = decisions, file
        self._ids: dict[str, str] = {}

    def decide(self, case: Case) -> Decided:
        """On the streams as they are now."""
        case.permit_office("import_document")
        plan = case.existing(Plan, self._plan_id, "計画")
        plan.check_counts()
        compared = self._compared(case, plan)
        chosen = _chosen(compared, self._decisions)
        if not chosen and self._file.sha256 in self._engine.reveal(plan.documents).values():
            return []
        rows = self._engine.read_models.items.plan_items(plan.id, reviews=False)
        new = New(self._new_id, tuple((row.kind, row.number) for row in rows), self._file.profile)
        return Deciding(case, compared, self._decisions, chosen, new).events(self._file)

    def _compared(self, case: Case, plan: Plan) -> Compared:
        items = [case.item(entry.indicator) for entry in plan.items]
        models = self._engine.read_models
        sessions = models.streams.of_plan(plan.id, "session")
        year = self._decisions.status_year
        return compare(
            plan,
            items,
            self._document,
            sessions=sessions,
            directory=self._engine,
            status_year=year,
            profile=self._file.profile,
        )

    def _new_id(self, what: str) -> str:
        return self._ids.setdefault(what, self._engine.chance.new_id())


def _chosen(compared: Compared, decisions: Decisions) -> list[tuple[Found, Choice]]:
    """What is to be recorded, in the order of the plan."""
    by_id = {found.difference.id: found for found in compared.found}
    for name, choice in decisions.choices.items():
        if name not in by_id:
            msg = "比べている間に、計画が新しくなりました。差分をもう一度作って、確かめてください。"
            raise Conflict(msg, code="differences_changed", field=name)
        if choice not in by_id[name].difference.choices:
            msg = f"{by_id[name].difference.number}：この差分には「{choice}」を選べません。"
            raise Refused(msg, code="choice", field=name)
    choices = ((found, decisions.choices.get(found.difference.id, "leave")) for found in compared.found)
    return [(found, choice) for found, choice in choices if choice != "leave"]
