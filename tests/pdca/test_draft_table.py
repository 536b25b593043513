"""たたき台 as a Word table: out, changed by somebody, and back as differences."""

import io
import re
import zipfile

import docx
import pytest

from domain import commands as c
from domain.errors import Conflict
from domain.review_cycle import ReviewCycle
from pdca.draft_table import draft_items, draft_paper, edited_table, save_draft
from pdca.inquiry.returned import read_returned
from tests.web import small_city
from tests.web.small_city import CLERK

HALL = "3つの公民館の和室を月2回、親子に開放している。"
DRAFTED = "2つの公民館の和室を月2回、親子に開放している。"


@pytest.fixture
def city(tmp_path):
    made = small_city.build(tmp_path)
    yield made
    made.engine.close()


@pytest.fixture
def cycle(city):
    opened = city.opened()
    city.checked(opened)
    city.drafted(opened)
    return city.load(ReviewCycle, opened)


@pytest.fixture
def items(city, cycle):
    return draft_items(city.engine, cycle)


@pytest.fixture
def out(city, cycle, items):
    return draft_paper(cycle, items, city.engine.now())


def read(items, content):
    return edited_table(items, read_returned(content, "たたき台.docx"))


def changed(content, **cells):
    """The file with cells of its first table changed: B1 is the second column of the first row below the heading."""
    paper = docx.Document(io.BytesIO(content))
    for place, text in cells.items():
        paper.tables[0].rows[int(place[1:])].cells["ABC".index(place[0])].text = text
    made = io.BytesIO()
    paper.save(made)
    return made.getvalue()


def test_each_item_has_a_table_of_what_reads_now_and_what_is_drafted(items, out):
    tables = docx.Document(io.BytesIO(out)).tables
    assert len(tables) == len(items) == 4
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["整理番号", "いまの文", "たたき台"],
        ["1-①-指1（1）", HALL, DRAFTED],
        ["1-①-指1（2）", "土曜にも1回開けている。", "土曜にも1回開けている。"],
        ["1-①-指1（新）", "", ""],
    ]


def test_untouched_it_changes_nothing(items, out):
    found = read(items, out)
    assert (found.items, found.asides, found.notes, found.refused) == ((), (), (), "")


def test_what_was_reworded_taken_out_and_added_comes_back_row_by_row(items, out):
    (edited,) = read(items, changed(out, C1="2館で開放する。", C2="（削る）", C3="雨の日も開ける。")).items
    assert [(each.rank, each.before, each.after) for each in edited.edits] == [
        (1, DRAFTED, "2館で開放する。"),
        (2, "土曜にも1回開けている。", ""),
        (None, "", "雨の日も開ける。"),
    ]


def test_chosen_rows_become_the_next_version_and_the_others_stay_as_drafted(city, cycle, items, out):
    (edited,) = read(items, changed(out, C1="2館で開放する。", C2="(削る)", C3="雨の日も開ける。")).items
    chosen = frozenset(each.key for each in edited.edits[1:])
    command = save_draft(cycle.id, edited, chosen, "課長の修正", city.id())
    assert command.statements == (
        c.Bullet(id=1, text=DRAFTED, text_revision=1),
        c.Bullet(text="雨の日も開ける。"),
    )
    assert (command.removed, command.based_on) == ((2,), 1)
    city.engine.do(command, city.people[CLERK])
    assert city.state("1-1-指1").last_draft(cycle.id) == 2


def test_a_bullet_added_in_an_earlier_version_is_changed_in_its_place(city, cycle, items, out):
    (edited,) = read(items, changed(out, C3="雨の日も開ける。")).items
    city.engine.do(
        save_draft(cycle.id, edited, frozenset({edited.edits[0].key}), "追加", city.id()), city.people[CLERK]
    )
    again = draft_items(city.engine, cycle)
    (edited,) = read(again, changed(draft_paper(cycle, again, city.engine.now()), C3="雨の日の午前も開ける。")).items
    command = save_draft(cycle.id, edited, frozenset({edited.edits[0].key}), "直し", city.id())
    assert command.statements[-1] == c.Bullet(text="雨の日の午前も開ける。")
    assert len(command.statements) == 2


def test_cells_outside_the_drafts_column_are_shown_and_not_taken(items, out):
    found = read(items, changed(out, B1="別の文。"))
    assert found.items == ()
    assert found.asides == (("表1の2行目の「いまの文」", HALL, "別の文。"),)


def test_an_empty_cell_an_unknown_number_and_one_twice_are_said(items, out):
    notes = read(items, changed(out, C1="", A2="9-①-指9（1）")).notes
    assert "欄が空です。なくすときは「（削る）」と書いてください" in notes[0]
    assert "「9-①-指9（1）」の項目は、いま直せるたたき台にありません" in notes[1]
    assert "同じ番号の行が2つあります" in read(items, changed(out, A2="1-1-指1(1)")).notes[0]


def test_a_draft_saved_meanwhile_is_not_overwritten(city, cycle, items, out):
    (edited,) = read(items, changed(out, C1="2館で開放する。")).items
    city.drafted(cycle.id, text="1つの公民館の和室を開放している。", based_on=1)
    command = save_draft(cycle.id, edited, frozenset({edited.edits[0].key}), "課長の修正", city.id())
    with pytest.raises(Conflict):
        city.engine.do(command, city.people[CLERK])


def tracked(content):
    """The first draft's wording as a tracked change: half of it deleted, something inserted."""
    out = io.BytesIO()
    before = f"<w:r><w:t>{DRAFTED}</w:t></w:r>"
    after = (
        '<w:del w:id="1" w:author="課長"><w:r><w:delText>2つの公民館の</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="課長"><w:r><w:t>東と南の公民館の</w:t></w:r></w:ins>'
        "<w:r><w:t>和室を開放する。</w:t></w:r>"
    )
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            text = parts.read(name).decode() if name.endswith("document.xml") else None
            made.writestr(name, parts.read(name) if text is None else re.sub(re.escape(before), after, text))
    return out.getvalue()


def test_tracked_changes_count_as_accepted(items, out):
    (edited,) = read(items, tracked(out)).items
    assert edited.edits[0].after == "東と南の公民館の和室を開放する。"


def test_another_word_file_or_an_excel_file_says_what_to_choose(items):
    made = io.BytesIO()
    paper = docx.Document()
    paper.add_table(1, 2).rows[0].cells[0].text = "ほかの表"
    paper.save(made)
    assert "見出しのある表が見つかりません" in read(items, made.getvalue()).refused
