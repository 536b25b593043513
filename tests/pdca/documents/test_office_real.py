"""The real document, where it is at hand, written as Word and Excel files: each must read as a person read the text."""

import pytest

from pdca.documents import read_document
from tests.office import as_excel, as_word
from tests.pdca.documents.test_documents_real import compared, folder, real  # noqa: F401 -- fixtures

VARIANTS = {
    "word": lambda document: (as_word(document), "計画.docx"),
    "word-lists": lambda document: (as_word(document, as_lists=True), "計画.docx"),
    "word-ugly": lambda document: (as_word(document, ugly=True), "計画.docx"),
    "word-ugly-lists": lambda document: (as_word(document, as_lists=True, ugly=True), "計画.docx"),
    "excel": lambda document: (as_excel(document), "計画.xlsx"),
    "excel-ugly": lambda document: (as_excel(document, ugly=True), "計画.xlsx"),
    "excel-renamed": lambda document: (as_excel(document), "計画.txt"),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_read_as_the_gold_file_says(variant, real, folder, tmp_path) -> None:  # noqa: F811 -- fixtures
    content, name = VARIANTS[variant](real)
    done = compared(read_document(content, name).to_json_form(), folder, tmp_path)
    assert done.returncode == 0, done.stdout
    assert "EQUAL" in done.stdout.splitlines()


def test_its_bullets_know_their_cells(real) -> None:  # noqa: F811 -- fixtures
    document = read_document(as_excel(real), "計画.xlsx")
    lines = {bullet.line for project in document.projects for bullet in project.bullets()}
    assert all(str(line).startswith("「重") and "シートの" in str(line) for line in lines)
    document = read_document(as_word(real), "計画.docx")
    lines = {bullet.line for measure in document.projects[0].initiatives for bullet in measure.indicators[0].goals}
    assert all(str(line).startswith("表") and str(line).endswith("行目") for line in lines)
