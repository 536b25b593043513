"""The document of a later year: some of its differences are confirmed, the others left; then it is taken back."""

from domain import commands as c
from domain.plan import Plan
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


def document_taken_back(review):
    """It was the wrong one, and so was the next, of which status and ★ were taken: the plan is what it was."""
    _take_back(review)
    content = DOCUMENT.replace("・手すりを点検した。", "・手すりを二度点検した。").encode()
    document = read_document(content, "もう一つ.txt")
    found = find_differences(review.engine, review.plan, document).entries
    choices = {entry.id: "take" for entry in found if entry.kind in {"status", "star_granted", "star_revoked"}}
    assert choices
    session = OutsideSession("令和7年度第1回会議", 2025, "2025-06-02")
    decisions = Decisions(choices=choices, session=session)
    confirm_differences(
        review.engine, review.plan, content, "もう一つ.txt", document, decisions, review.clerk
    )  # fmt: skip
    _take_back(review)


def _take_back(review):
    document = review.engine.load(Plan, review.plan).documents[-1].position
    review.do(c.WithdrawDocument, document=document, reason="別の市の文書だったため")
