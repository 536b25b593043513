"""What a person has decided about an upload so far, which is no record yet, and the import that comes of it."""

import msgspec

from domain.errors import NotFound, Refused
from pdca.differences import Decisions, confirm_differences
from pdca.documents import Document, Profile
from pdca.documents.by_hand import ByHand, Text, apply_corrections, texts
from pdca.engine import Done, Engine
from pdca.importing import Choices, Imported, import_document
from pdca.store.byterules import check_text
from pdca.uploads import Upload, Uploads

LONGEST_TEXT = 20_000


class ImportDraft(msgspec.Struct, frozen=True):
    """The decisions of one upload: about the whole document (None: not yet), and about single texts by address.

    Beside a plan that is there, `differences` stand in the place of `choices`.
    """

    choices: Choices | None = None
    by_hand: dict[str, ByHand] = {}
    differences: Decisions | None = None


def draft_of(upload: Upload) -> ImportDraft:
    """What was decided so far."""
    return msgspec.convert(upload.decisions, ImportDraft)


def corrected(upload: Upload) -> Document:
    """The document with what was corrected by hand."""
    return apply_corrections(upload.document(), draft_of(upload).by_hand)


def text_at(upload: Upload, address: str) -> Text:
    """A text of the document as it was read."""
    found = next((text for text in texts(upload.document()) if text.address == address), None)
    if found is None:
        msg = "この文は見つかりません。一覧から選び直してください。"
        raise NotFound(msg, code="unknown_text")
    return found


def correct(uploads: Uploads, upload: Upload, address: str, hand: ByHand) -> None:
    """Keeps a correction; one that changes nothing is none."""
    text = text_at(upload, address)
    kept = _kept(text, hand)
    by_hand = {at: each for at, each in draft_of(upload).by_hand.items() if at != address}
    if kept != ByHand():
        by_hand[address] = kept
    _decide(uploads, upload, msgspec.structs.replace(draft_of(upload), by_hand=by_hand))


def _kept(text: Text, hand: ByHand) -> ByHand:
    if hand.left_out:
        return ByHand(left_out=True)
    lines = [line.strip() for line in (hand.text or "").split("\n") if line.strip()]
    written = "\n".join(lines)
    check_text(written, "文")
    if not written:
        msg = "文を入れてください。取り込まない文は、「取り込まない」を選んでください。"
        raise Refused(msg, code="empty", field="text")
    if len(written) > LONGEST_TEXT:
        raise Refused(f"文が長すぎます。{LONGEST_TEXT:,}字までにしてください。", code="too_long", field="text")
    if text.is_name and len(lines) > 1:
        raise Refused("ここは一行で入れてください。", code="lines", field="text")
    return ByHand(
        text=None if written == text.text else written,
        advanced=None if hand.advanced == text.advanced else hand.advanced,
        joined=hand.joined and not text.first,
    )


def undo(uploads: Uploads, upload: Upload, address: str) -> None:
    """A correction is taken back: the text reads as it was read."""
    draft = draft_of(upload)
    by_hand = {at: each for at, each in draft.by_hand.items() if at != address}
    _decide(uploads, upload, msgspec.structs.replace(draft, by_hand=by_hand))


def choose_differences(uploads: Uploads, upload: Upload, decisions: Decisions) -> None:
    """Keeps what was chosen for each difference."""
    _decide(uploads, upload, msgspec.structs.replace(draft_of(upload), differences=decisions))


def choose(uploads: Uploads, upload: Upload, choices: Choices) -> None:
    """Keeps what was decided about the whole document."""
    _decide(uploads, upload, msgspec.structs.replace(draft_of(upload), choices=choices))


def _decide(uploads: Uploads, upload: Upload, draft: ImportDraft) -> None:
    uploads.decide(upload.token, upload.account, msgspec.to_builtins(draft))


def confirm(engine: Engine, uploads: Uploads, upload: Upload, profile: Profile) -> Imported:
    """The plan is recorded as the person saw it, and the upload is done with."""
    draft = draft_of(upload)
    if draft.choices is None:
        raise Refused("題名や年度をまだ決めていません。前の画面で決めてください。", code="not_chosen")
    choices = msgspec.structs.replace(draft.choices, by_hand=_told(draft))
    content = uploads.content(upload.token, upload.account)
    done = import_document(
        engine, content, upload.file_name, choices, upload.account, profile=profile, read=corrected(upload)
    )
    uploads.drop(upload.token, upload.account)
    return done


def confirm_next(engine: Engine, uploads: Uploads, upload: Upload, plan_id: str, profile: Profile) -> Done:
    """What was chosen of the differences is recorded, and the upload is done with."""
    draft = draft_of(upload)
    if draft.differences is None:
        raise Refused("違いをどうするか、まだ決めていません。前の画面で決めてください。", code="not_chosen")
    decisions = msgspec.structs.replace(draft.differences, by_hand=_told(draft))
    content = uploads.content(upload.token, upload.account)
    read, account = corrected(upload), upload.account
    done = confirm_differences(engine, plan_id, content, upload.file_name, read, decisions, account, profile=profile)
    uploads.drop(upload.token, upload.account)
    return done


def _told(draft: ImportDraft) -> dict[str, str]:
    return {address: hand.told() for address, hand in draft.by_hand.items()}
