"""A plan and its next document: edited as plain dicts, compared, confirmed, and read back."""

import json

import msgspec

from domain.commands import WithdrawDocument
from domain.indicator import Indicator
from domain.plan import Plan
from pdca.differences import Decisions, OutsideSession, confirm_differences, find_differences
from pdca.documents import Document, read_document
from pdca.importing import import_document
from pdca.permissions import CONSOLE
from pdca.plan_document import plan_document
from tests.review import DOCUMENT

MEETING = OutsideSession("令和6年度第2回会議", 2024, "2025-03-18")


class NextYear:
    """One engine, one plan, and the next document as `form`, which a test edits."""

    def __init__(self, engine, text=DOCUMENT):
        content = text.encode()
        self.engine = engine
        self.plan = import_document(engine, content, "今年.txt").plan_id
        self.form = read_document(content, "今年.txt").to_json_form()
        self.head = engine.head()

    def read(self, text):
        """Another next document, as it is read."""
        self.form = read_document(text.encode(), "来年.txt").to_json_form()

    @property
    def measure(self):
        return self.form["projects"][0]["initiatives"][0]

    def row(self, name):
        rows = [row for p in self.form["projects"] for m in p["initiatives"] for row in m["indicators"] + m["roles"]]
        return next(row for row in rows if name in {row.get("name"), row.get("actor")})

    def goals(self, name):
        return self.row(name)["goals"]

    @property
    def document(self):
        return msgspec.convert(self.form, Document)

    @property
    def content(self):
        return json.dumps(self.form, ensure_ascii=False, sort_keys=True).encode()

    def found(self):
        return find_differences(self.engine, self.plan, self.document)

    def kinds(self):
        return [(entry.kind, entry.number) for entry in self.found().entries]

    def one(self, kind):
        (entry,) = [entry for entry in self.found().entries if entry.kind == kind]
        return entry

    def confirm(self, **decisions):
        """Everything as said: a choice for each kind, by default decided or taken."""
        said = {"session": MEETING} | decisions
        return confirm_differences(self.engine, self.plan, self.content, "来年.json", self.document, Decisions(**said))

    def confirm_all(self, **by_kind):
        choices = {}
        for entry in self.found().entries:
            usual = "take" if "take" in entry.choices else "decided"
            choices[entry.id] = by_kind.get(entry.kind, usual)
        return self.confirm(choices=choices)

    def events(self, stream=None):
        """What was recorded since the first import, on one stream or on all."""
        found = (self.engine.recorded(position) for position in range(self.head + 1, self.engine.head() + 1))
        return [each.event for each in found if stream in {None, each.stream}]

    def item(self, number):
        rows = self.whole()["projects"]
        found = (row for p in rows for m in p["initiatives"] for row in m["indicators"] + m["roles"])
        return next(row["id"] for row in found if row["item"] == number)

    def state(self, number_or_id):
        known = "①" not in number_or_id
        return self.engine.load(Indicator, number_or_id if known else self.item(number_or_id))

    def whole(self):
        return plan_document(self.engine, self.plan)

    def now(self):
        return shape(self.whole())


def taken_back(year, reason, document=None):
    """The import of a document, by default of the newest, is taken back; its position."""
    if document is None:
        document = year.engine.load(Plan, year.plan).documents[-1].position
    command = WithdrawDocument(
        command_id=year.engine.chance.new_id(), plan_id=year.plan, document=document, reason=reason
    )
    year.engine.do(command, CONSOLE)
    return document


def bullets(goals):
    return [(goal["text"], goal["advanced"]) for goal in goals]


def shape(form):
    """What a document and a plan have in common, rows by name: numbers are never given twice, so rows may move."""
    return [
        {
            "number": project["number"],
            "name": project["name"],
            "vision": bullets(project["vision"]),
            "initiatives": [
                {
                    "number": measure["number"],
                    "name": measure["name"],
                    "description": measure["description"],
                    "rows": sorted(
                        (row.get("name") or row.get("actor"), bullets(row["goals"]), list(row["progress"]))
                        for row in measure["indicators"] + measure["roles"]
                    ),
                }
                for measure in project["initiatives"]
            ],
        }
        for project in form["projects"]
    ]
