"""The document of a later year: some of its differences are confirmed, the others left."""

from pdca.differences import Decisions, OutsideSession, confirm_differences, find_differences
from pdca.documents import read_document
from tests.review import DOCUMENT

LATER = DOCUMENT.replace("水野市\t・手すりを直す。", "学校\t・校庭を開ける。").replace(
    "水野市\t・手すりを点検した。", "学校\t・校庭を開けた。"
)


def next_document(review):
    """An item came, one left, and a measure has another name, by a meeting that only the document knows."""
    document = read_document(LATER.encode(), "次の年.txt")
    found = find_differences(review.engine, review.plan, document).entries
    wanted = {("item_added", "学校"), ("item_removed", "水場"), ("title_renamed", "川の大広場")}
    choices = {entry.id: "decided" for entry in found if (entry.kind, entry.name) in wanted}
    assert len(choices) == len(wanted)
    session = OutsideSession("令和7年度第1回会議", 2025, "2025-06-02")
    decisions = Decisions(choices=choices, session=session)
    confirm_differences(
        review.engine, review.plan, LATER.encode(), "次の年.txt", document, decisions, review.clerk
    )  # fmt: skip
