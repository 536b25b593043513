"""What would cost more than it is worth is refused before it is parsed, in words of its own and soon."""

import time

import openpyxl
import pytest

from pdca.documents import UnreadableDocument, read_document
from pdca.documents.findings import Findings
from pdca.documents.formats import excel, excel_layout
from pdca.documents.formats.kinds import read_blocks
from pdca.documents.formats.markdown_cost import MOST_SIGNS
from pdca.documents.formats.text import MOST_LINES
from tests.office import p, saved, word_file
from tests.torture.hostile import FILES, inline, rows

SECONDS = 1.5


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("full_of_tab.txt", "empty_file"),
        ("full_of_space.txt", "empty_file"),
        ("full_of_line.txt", "empty_file"),
        ("full_of_return.txt", "empty_file"),
        ("full_of_row.txt", "too_many_lines"),
        ("cell_of_row.txt", "too_many_lines"),
        ("deep_list.md", "markdown_too_deep"),
        ("brackets.md", "markdown_too_many_signs"),
        ("images.md", "markdown_too_many_signs"),
        ("emphasis.md", "markdown_too_many_signs"),
        ("pipes.md", "table_too_wide"),
        ("attributes.html", "html_too_many_attributes"),
        ("row_number.xlsx", "xml_damaged"),
    ],
)
def test_a_costly_file_is_refused_soon(name, code) -> None:
    content, began = FILES[name](), time.process_time()
    assert refusal(content, name) == code
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        ("あ\n" * MOST_LINES, "a.txt", "too_many_lines"),
        ("あ\r" * MOST_LINES, "a.txt", "too_many_lines"),
        ("あ" + "\t" * 200_001, "a.txt", "too_many_table_cells"),
        (f"|{'a|' * 900}\n|{'-|' * 900}\n" + "|b|\n" * 60, "a.md", "too_many_table_cells"),
        ("*" * (MOST_SIGNS + 1), "a.md", "markdown_too_many_signs"),
        (f"{' ' * 130}- a", "a.md", "markdown_too_deep"),
        ("<html><p " + " ".join(f"a{n}" for n in range(1001)) + ">a</p>", "a.html", "html_too_many_attributes"),
    ],
)
def test_the_limits_have_words(content, name, code) -> None:
    assert refusal(content.encode(), name) == code


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("あ\n" * (MOST_LINES - 1), "a.txt"),
        ("あ[*\n\n" * (MOST_SIGNS // 2 + 1), "a.md"),
        ("|a|b|\n|-|-|\n" + "|[|*|\n" * (MOST_SIGNS + 1), "a.md"),
        (f"<html><img alt='{'a ' * 5000}'><p>あ</p>", "a.html"),
    ],
)
def test_a_large_file_is_read(content, name) -> None:
    assert read_blocks(content.encode(), name, Findings())


def test_many_last_rows_are_too_many_rows(monkeypatch) -> None:
    last = rows(f'<row r="{excel_layout.MOST_ROWS}">{inline(f"A{excel_layout.MOST_ROWS}", "a")}</row>')
    assert refusal(last, "a.xlsx") == "not_such_document"
    monkeypatch.setattr(excel, "MOST_EMPTY_ROWS", excel_layout.MOST_ROWS - 1)
    assert refusal(last, "a.xlsx") == "too_many_table_cells"


@pytest.mark.parametrize("kind", ["md", "html", "docx", "xlsx"])
def test_a_large_file_says_how_far_it_has_come(kind) -> None:
    """Else the child's clock would take it for one that stands still."""
    seen = []
    read_blocks(LARGE[kind](), f"a.{kind}", Findings(told=seen.append))
    assert len(set(seen)) > 3
    assert seen == sorted(seen)
    assert seen[-1] <= 0.7  # the rest is the grammar's


def workbook():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(5000):
        sheet.append([f"名{number}", "文"])
    return saved(book)


LARGE = {
    "md": ("あ\n\n" * 1000).encode,
    "html": f"<html>{'<p>あ</p>' * 5000}</html>".encode,
    "docx": lambda: word_file(p("あ") * 1500),
    "xlsx": workbook,
}


def refusal(content, name):
    with pytest.raises(UnreadableDocument) as caught:
        read_document(content, name)
    return caught.value.findings[0].code
