"""The document of the next year on the command line: shown first, then confirmed."""

import pytest

from tests.pdca.cli_stage import DOCUMENT, Stage

NEXT = (
    DOCUMENT.replace("令和5年度", "令和6年度")
    .replace("公民館の和室を", "公民館の全室を")
    .replace("・計画どおり開放した。", "・予定より多く開放した。")
)


@pytest.fixture
def pdca(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PDCA_DATABASE", str(tmp_path / "pdca.db"))
    made = Stage(tmp_path, capfd)
    made("import", made.write("今年.txt", DOCUMENT))
    return made


@pytest.fixture
def later(pdca):
    return pdca.write("来年.txt", NEXT)


def found(pdca, later):
    return {entry["kind"]: entry for entry in pdca("import", later, "--json").json["differences"]}


def test_the_differences_are_shown_and_nothing_is_stored(pdca, later):
    before = pdca("plan", "--json").out
    shown = pdca("import", later)
    assert (shown.code, shown.err) == (0, "")
    for words in (
        "1-①-内 公民館の開放",
        "前：公民館の和室を親子に開きます。",
        "後：公民館の全室を親子に開きます。",
        "選んでください",
    ):
        assert words in shown.out
    assert "何も保存していません。" in shown.out
    assert pdca("plan", "--json").out == before


def test_the_certain_ones_are_confirmed_and_the_others_left(pdca, later):
    wording = found(pdca, later)["wording"]["id"]
    done = pdca("import", later, "--certain", "--json")
    assert (done.code, done.json["left"]) == (0, [wording])
    assert done.json["events"] > 1
    plan = pdca("plan", "--json").json["projects"][0]["initiatives"][0]
    assert plan["indicators"][0]["progress"] == ["予定より多く開放した。"]
    assert plan["description"] == "公民館の和室を親子に開きます。"
    last = pdca("plan", "--status-year", "2023", "--json").json["projects"][0]["initiatives"][0]
    assert last["indicators"][0]["progress"] == ["計画どおり開放した。"]
    assert list(found(pdca, later)) == ["wording"]
    first = pdca("import", pdca.folder / "今年.txt")
    assert (first.code, "すでに取り込まれています" in first.out) == (0, True)


def test_what_a_file_chooses_is_confirmed_with_its_session(pdca, later):
    wording = found(pdca, later)["wording"]["id"]
    choices = pdca.write(
        "choices.json", f'{{"{wording}": "decided", "session": {{"title": "第2回会議", "date": "2025-03-18"}}}}'
    )
    assert pdca("import", later, "--decisions", choices, "--json").json["events"] == 3
    history = pdca("history", "1-①-内").out
    assert "「第2回会議」で決まったとおり" in history
    assert "会議の記録は文書による" in history
    assert (
        pdca("plan", "--json").json["projects"][0]["initiatives"][0]["description"] == "公民館の全室を親子に開きます。"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[]", "decisions"),
        ('{"x": "maybe"}', "decisions"),
        ('{"x": "decided"}', "differences_changed"),
        ('{"session": {"title": "第2回会議"}}', "session"),
    ],
)
def test_a_file_of_choices_that_cannot_be_followed_is_refused(pdca, later, content, code):
    done = pdca("import", later, "--decisions", pdca.write("choices.json", content), "--json")
    assert (done.code, done.json["code"]) == (1, code)


def test_a_document_that_changes_nothing(pdca):
    same = pdca.write("同じ.txt", DOCUMENT + "\n")
    assert "違いはありません" in pdca("import", same).out
    assert pdca("import", same, "--certain", "--json").json["events"] == 1
    assert pdca("import", same, "--certain", "--json").json["events"] == 0


def test_the_newest_document_is_taken_back_and_then_the_first(pdca, later):
    before = pdca("plan", "--json").out
    pdca("import", later, "--certain")
    assert pdca("plan", "--json").out != before
    done = pdca("import", "--take-back", "去年の文書だったため")
    assert (done.code, "取り込む前に戻しました" in done.out) == (0, True)
    assert pdca("plan", "--json").out == before
    again = pdca("import", later, "--certain", "--json")
    assert again.json["events"] > 1
    assert pdca("import", "--take-back", "違ったため", "--json").json["events"] > 0
    assert "取り込みを取り消しました" in pdca("import", "--take-back", "違ったため").out
    assert pdca("import", "--take-back", "違ったため").code == 1
    assert pdca("import", pdca.folder / "今年.txt", "--json").json["events"] > 0


def test_what_is_taken_back_and_what_is_imported_are_two_things(pdca, later):
    for arguments in ((later, "--take-back", "x"), ()):
        done = pdca("import", *arguments)
        assert (done.code, "指定し" in done.err) == (1, True)
