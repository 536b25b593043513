"""The zip of 照会一式: a letter and a sheet for each department that is asked."""

import io
import zipfile
from datetime import date

import docx
import msgspec
import pytest

from domain.errors import Refused
from pdca.inquiry.papers import file_name, files, papers
from tests.pdca.inquiry.conftest import OTHER
from tests.web.small_city import DEPARTMENT

DUE = date(2025, 6, 6)


@pytest.fixture
def made(asked, city):
    return files(asked, DUE, "子ども課 藤代（内線214）", city.engine.now())


def letter(made, department):
    return docx.Document(io.BytesIO(made[f"依頼文_{department}.docx"]))


def test_the_letter_asks_in_the_words_of_an_office(made):
    lines = [paragraph.text for paragraph in letter(made, DEPARTMENT).paragraphs]
    assert "生涯学習課長　様" in lines
    assert "令和6年度進捗状況の照会について（依頼）" in lines
    assert "　標記について、別添様式により令和7年6月6日（金）までにご回答願います。" in lines
    assert "担当：子ども課 藤代（内線214）" in lines
    assert lines[0] == "　　　第　　　　号"  # the number is the office's to give


def test_the_letter_lists_the_items_of_its_department(made):
    (table,) = letter(made, OTHER).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["整理番号", "点検項目"],
        ["1-①-役1", "公民館の親子開放「市民」"],
    ]


def test_nothing_in_a_letter_says_who_made_it(made):
    properties = letter(made, DEPARTMENT).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


def test_all_of_them_are_in_one_zip_with_names_in_japanese(asked, city):
    with zipfile.ZipFile(io.BytesIO(papers(asked, DUE, "", city.engine.now()))) as parts:
        assert parts.testzip() is None
        assert set(parts.namelist()) == {
            f"{kind}_{name}.{end}"
            for kind, end in (("依頼文", "docx"), ("様式", "xlsx"))
            for name in (DEPARTMENT, OTHER)
        }


def test_where_nobody_is_asked_there_are_no_papers(asked, city):
    with pytest.raises(Refused, match="照会する項目がありません"):
        papers(msgspec.structs.replace(asked, items=()), DUE, "", city.engine.now())


@pytest.mark.parametrize(
    ("name", "called"), [("子ども/家庭課", "子ども_家庭課"), ("../../x", "_.._x"), ("…", "…"), (" . ", "担当課")]
)
def test_a_department_may_be_called_what_a_file_may_not(name, called):
    assert file_name(name) == called
