"""The drafts of a year's review as a Word table for the head of section, and what was changed in it, row by row."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from domain import commands as c
from domain.event import Ref
from domain.indicator import Draft, Indicator
from domain.numbering import label
from domain.review_cycle import ReviewCycle
from pdca.engine import Engine
from pdca.inquiry.asked import number_key
from pdca.inquiry.paper import add_line, add_table, new_paper, saved
from pdca.inquiry.returned import Returned, ReturnedRow
from pdca.words import ERASED

NUMBER, NOW, DRAFT = "整理番号", "いまの文", "たたき台"
GONE = "（削る）"
"""What stands in the draft's column where a bullet is to go."""
NEW = "新"
_HEADING = (NUMBER, NOW, DRAFT)
_WIDTHS = (34, 108, 108)
_KEY = re.compile(r"(.+?)\s*\((新|[0-9]{1,3})\)")


class DraftBullet(msgspec.Struct, frozen=True):
    """A bullet, counted from 1 as it is seen; `draft` is its wording in the draft, the same as `now` without one."""

    rank: int
    id: int
    revision: int
    now: str
    draft: str


class DraftItem(msgspec.Struct, frozen=True):
    """An item with the latest version of its draft (0: none)."""

    indicator: str
    label: str
    name: str
    version: int
    bullets: tuple[DraftBullet, ...]
    new: tuple[str, ...] = ()

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """The rows of its table: number, now, draft; the last is for one more bullet."""
        for each in self.bullets:
            yield f"{self.label}（{each.rank}）", each.now, each.draft or GONE
        for text in (*self.new, ""):
            yield f"{self.label}（{NEW}）", "", text


class Edit(msgspec.Struct, frozen=True):
    """A row that reads otherwise than it went out; `rank` is None for a new bullet."""

    key: str
    place: str
    rank: int | None
    now: str
    before: str
    after: str


class EditedItem(msgspec.Struct, frozen=True):
    """An item with the rows that were changed in it."""

    item: DraftItem
    edits: tuple[Edit, ...]


class EditedTable(msgspec.Struct, frozen=True):
    """A file that came back; `asides` are cells outside the draft's column (place, before, after), never taken."""

    items: tuple[EditedItem, ...] = ()
    asides: tuple[tuple[str, str, str], ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""


# Out


def draft_items(engine: Engine, cycle: ReviewCycle) -> tuple[DraftItem, ...]:
    """The items of a cycle that may be drafted now, in the order of the plan."""
    rows = engine.read_models.items.plan_items(cycle.plan, reviews=False)
    plan = engine.read_models.streams.plan(cycle.plan)
    items = [(row, engine.load(Indicator, row.indicator)) for row in rows]
    open_ones = [(row, item) for row, item in items if _is_open(item, cycle)]
    drafts = {item.id: _draft(item, cycle) for _, item in open_ones}
    texts = engine.reveal(change.text for draft in drafts.values() if draft for change in draft.changes)
    return tuple(
        DraftItem(
            indicator=item.id,
            label=label(row.number, row.kind),
            name=plan.full_name(row.number, row.name) if plan else row.name,
            version=item.last_draft(cycle.id),
            bullets=_bullets(item, drafts[item.id], texts),
            new=_new(drafts[item.id], texts),
        )
        for row, item in open_ones
    )


def _is_open(item: Indicator, cycle: ReviewCycle) -> bool:
    step = item.steps.get(cycle.id)
    if step is None or cycle.closed or cycle.id in item.outcomes:
        return False
    return any(cycle.flow.permits(step, role, "save_draft") for role in ("secretariat", "department"))


def _draft(item: Indicator, cycle: ReviewCycle) -> Draft | None:
    return item.drafts.get((cycle.id, item.last_draft(cycle.id)))


def _bullets(item: Indicator, draft: Draft | None, texts: Mapping[Ref, str]) -> tuple[DraftBullet, ...]:
    changes = draft.changes if draft else ()
    wording = {change.id: texts.get(change.text, ERASED) for change in changes if change.id is not None}
    wording |= dict.fromkeys(draft.removed if draft else (), "")
    return tuple(
        DraftBullet(rank, number, each.text_revision, each.text, wording.get(number, each.text))
        for rank, (number, each) in enumerate(item.statements.items(), 1)
    )


def _new(draft: Draft | None, texts: Mapping[Ref, str]) -> tuple[str, ...]:
    return tuple(texts.get(change.text, ERASED) for change in (draft.changes if draft else ()) if change.id is None)


def draft_paper(cycle: ReviewCycle, items: Iterable[DraftItem], made: datetime) -> bytes:
    """The .docx: one table per item."""
    paper = new_paper(made, landscape=True)
    add_line(paper, f"{cycle.title}　たたき台", at="center", points=14)
    add_line(paper)
    add_line(
        paper, f"「{DRAFT}」の欄だけを直してください。なくすときは「{GONE}」、加えるときは（{NEW}）の行に書きます。"
    )
    add_line(paper, "変更履歴を残したままで構いません（反映した後の文を読みます）。")
    for item in items:
        add_line(paper)
        add_line(paper, f"{item.label}　{item.name}")
        add_table(paper, _HEADING, item.rows(), _WIDTHS)
    return saved(paper)


# Back in


def edited_table(items: Iterable[DraftItem], returned: Returned) -> EditedTable:
    """What a returned file changes; tracked changes count as accepted."""
    if returned.kind != "word":
        return EditedTable(
            refused="Word（.docx）のファイルを選んでください。たたき台の表を直したものだけを取り込めます。"
        )
    reading = _Reading({number_key(each.label): each for each in items})
    for row in returned.rows:
        reading.take(row)
    return reading.table()


class _Reading:
    """Reads the rows of one file."""

    def __init__(self, items: Mapping[str, DraftItem]) -> None:
        self._items = items
        self._edits: dict[str, list[Edit]] = {}
        self._asides: list[tuple[str, str, str]] = []
        self._notes: list[str] = []
        self._seen: set[tuple[str, int]] = set()
        self._new: dict[str, list[str]] = {key: list(each.new) for key, each in items.items()}
        self._found = False

    def take(self, row: ReturnedRow) -> None:
        """One row: number, now, draft."""
        number, now, draft = (_joined(row.cells.get(column, "")) for column in "ABC")
        if (number, draft) == (NUMBER, DRAFT):
            self._found = True
            return
        found = _KEY.fullmatch(unicodedata.normalize("NFKC", number))
        key = number_key(found[1]) if found else ""
        if found is None or key not in self._items:
            if draft:
                self._notes.append(f"{row.place()}：整理番号「{number}」の項目は、いま直せるたたき台にありません。")
        elif found[2] == NEW:
            self._take_new(row, key, draft)
        else:
            self._take_bullet(row, key, int(found[2]), (now, draft))

    def _take_new(self, row: ReturnedRow, key: str, draft: str) -> None:
        before = self._new[key].pop(0) if self._new[key] else ""
        if draft != before:
            self._note(row, key, None, ("", before, "" if draft == GONE else draft))

    def _take_bullet(self, row: ReturnedRow, key: str, rank: int, texts: tuple[str, str]) -> None:
        now, draft = texts
        bullet = next((each for each in self._items[key].bullets if each.rank == rank), None)
        if bullet is None or (key, rank) in self._seen:
            why = "この番号の文はありません" if bullet is None else "同じ番号の行が2つあります"
            self._notes.append(f"{row.place()}：{self._items[key].label}（{rank}）：{why}。")
            return
        self._seen.add((key, rank))
        if now != _joined(bullet.now):
            self._asides.append((f"{row.place()}の「{NOW}」", bullet.now, now))
        if not draft:
            self._notes.append(f"{row.place()}：{DRAFT}の欄が空です。なくすときは「{GONE}」と書いてください。")
        elif draft != _joined(bullet.draft or GONE):
            self._note(row, key, rank, (bullet.now, bullet.draft, "" if _is_gone(draft) else draft))

    def _note(self, row: ReturnedRow, key: str, rank: int | None, texts: tuple[str, str, str]) -> None:
        self._edits.setdefault(key, []).append(Edit(f"{row.table}-{row.row}", row.place(), rank, *texts))

    def table(self) -> EditedTable:
        """All of it."""
        if not self._found:
            msg = f"「{NUMBER}」と「{DRAFT}」の見出しのある表が見つかりません。"
            return EditedTable(refused=f"{msg}ここから書き出したWordを直したものを選んでください。")
        edited = (EditedItem(self._items[key], tuple(edits)) for key, edits in self._edits.items())
        return EditedTable(tuple(edited), tuple(self._asides), tuple(self._notes))


def _joined(text: str) -> str:
    """A cell as one line: where Word broke it says nothing."""
    return "".join(line.strip() for line in text.splitlines()).strip()


def _is_gone(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip("() ") == "削る"


def save_draft(cycle: str, edited: EditedItem, chosen: frozenset[str], reason: str, command_id: str) -> c.SaveDraft:
    """The next version of the draft: the chosen rows as they came back, the others as they were."""
    taken = {edit.rank: edit.after for edit in edited.edits if edit.key in chosen and edit.rank is not None}
    final = {each.id: taken.get(each.rank, each.draft) for each in edited.item.bullets}
    changed = [
        c.Bullet(id=each.id, text=final[each.id], text_revision=each.revision)
        for each in edited.item.bullets
        if final[each.id] and final[each.id] != each.now
    ]
    new = list(edited.item.new)
    for edit in edited.edits:
        if edit.rank is None and edit.key in chosen:
            new = [edit.after if text == edit.before else text for text in new] if edit.before else [*new, edit.after]
    return c.SaveDraft(
        command_id=command_id,
        cycle_id=cycle,
        indicator_id=edited.item.indicator,
        statements=(*changed, *(c.Bullet(text=text) for text in new if text)),
        removed=tuple(number for number, text in final.items() if not text),
        reason=reason,
        based_on=edited.item.version,
    )
