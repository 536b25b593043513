"""Any bytes give a document or a refusal; what is written in the layout is read back the same; time stays in bounds."""

import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdca.documents import (
    Bullet,
    Document,
    IndicatorRow,
    Initiative,
    Project,
    RoleRow,
    UnreadableDocument,
    read_document,
)
from pdca.documents.words import circled_sign, key

LETTERS = "あいうえおかきくけこさしすせそ川丘駅橋灯声アイウＡｂ１2・（）「」、 　"
NAME_LETTERS = "あいう川丘駅橋（）()アＡ"
CHUNKS = """\
糸瀬市の令和5年度の進み具合|プロジェクト1：丘|プロジェクト2：川
(1) 将来像|(2) 取組指標|① 川|② 丘|■取組内容|★取組|3. 終わり
指標名\t内容|指標名\t進捗状況及び成果と課題|主体\t役割|主体\t取組状況及び成果と課題
川\t・橋がある。 ★灯がある。|\t<p>・続き</p>|川\t<ul ・橋|-----\t--|丘\t\t川
- ★丘|・丘。・川。|\t|\f|<p|★|・
""".replace("\n", "|").split("|")

MAY_BE = (Document, UnreadableDocument)


def outcome(content: bytes) -> Document | UnreadableDocument:
    try:
        return read_document(content, "資料.txt")
    except UnreadableDocument as refused:
        return refused


# Any input


@settings(deadline=None)
@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_give_a_document_or_a_refusal(content: bytes) -> None:
    result = outcome(content)
    assert isinstance(result, MAY_BE)
    assert result.findings


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(CHUNKS) | st.text(max_size=8), max_size=40), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_any_order_of_lines_gives_a_document_or_a_refusal(lines: list[str], end: str) -> None:
    content = end.join(lines).encode("utf-8", "replace")
    result = outcome(content)
    count = content.decode().replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(isinstance(f.line, int) and 1 <= f.line <= count for f in result.findings)


# Written and read back

plain = st.text(LETTERS, max_size=20).map(lambda text: re.sub(r"\s+・", "・", f"あ{text}い。"))
names = st.text(NAME_LETTERS, min_size=1, max_size=8).map(lambda text: f"名{text}")
bullets = st.lists(st.builds(Bullet, text=plain, advanced=st.booleans(), line=st.just(0)), min_size=1, max_size=3)


def rows_of(kind: Callable[..., object], label: str) -> st.SearchStrategy[tuple[object, ...]]:
    def row(name: str, goals: list[Bullet], progress: list[str]) -> object:
        said = {"line": 0, "goals": tuple(goals), "progress": tuple(progress), "progress_lines": ()}
        return kind(**{label: name}, **said)

    one = st.tuples(names, bullets, st.lists(plain, max_size=2))
    return st.lists(one, min_size=1, max_size=3, unique_by=lambda parts: key(parts[0])).map(
        lambda found: tuple(row(*parts) for parts in found)
    )


measures = st.builds(
    Initiative,
    number=st.just(0),
    name=names,
    line=st.just(0),
    description=plain,
    description_line=st.none(),
    indicators=rows_of(IndicatorRow, "name"),
    roles=rows_of(RoleRow, "actor"),
    numeric=st.just(()),
)
projects = st.lists(
    st.tuples(names, bullets, st.lists(measures, min_size=1, max_size=3)),
    min_size=1,
    max_size=3,
)


def written(bullet: Bullet) -> str:
    return ("★" if bullet.advanced else "・") + bullet.text


def table(first: str, second: str, rows: list[tuple[str, str]]) -> list[str]:
    return ["", f"{first}\t{second}", *(f"{name}\t{text}" for name, text in rows), ""]


def rendered_measure(number: int, measure: Initiative) -> list[str]:
    goals = [(row.name, " ".join(map(written, row.goals))) for row in measure.indicators]
    states = [(row.name, " ".join(f"・{text}" for text in row.progress)) for row in measure.indicators]
    roles = [(row.actor, " ".join(map(written, row.goals))) for row in measure.roles]
    taken = [(row.actor, " ".join(f"・{text}" for text in row.progress)) for row in measure.roles]
    return [
        f"{circled_sign(number)} {measure.name}",
        "■取組内容",
        measure.description,
        "■指標（5年後の姿）",
        *table("指標名", "内容", goals),
        "★取組指標の進捗状況及び成果と課題について",
        *table("指標名", "進捗状況及び成果と課題", states),
        "■役割分担",
        *table("主体", "役割", roles),
        "★役割分担の取組状況及び成果と課題について",
        *table("主体", "取組状況及び成果と課題", taken),
    ]


def rendered(plan: list[tuple[str, list[Bullet], list[Initiative]]]) -> bytes:
    lines = ["糸瀬市の進み具合", "(令和3年度の会議で★を付けました。)"]
    for number, (name, vision, initiatives) in enumerate(plan, 1):
        lines += ["", f"プロジェクト{number}：{name}", "(1) 将来像", *(f"- {written(bullet)}" for bullet in vision)]
        for count, measure in enumerate(initiatives, 1):
            lines += rendered_measure(count, measure)
    return "\n".join(lines).encode()


Told = list[object]


def told_rows(measure: Initiative) -> Told:
    named = [(row.name, row) for row in measure.indicators] + [(row.actor, row) for row in measure.roles]
    return [(name, [(b.text, b.advanced) for b in row.goals], list(row.progress)) for name, row in named]


def told(number: int, name: str, vision: list[Bullet], initiatives: list[Initiative]) -> Told:
    shown = [(count, m.name, m.description, told_rows(m)) for count, m in enumerate(initiatives, 1)]
    return [number, name, [(bullet.text, bullet.advanced) for bullet in vision], shown]


def told_project(project: Project) -> Told:
    assert [measure.number for measure in project.initiatives] == list(range(1, len(project.initiatives) + 1))
    return told(project.number, project.name, list(project.vision), list(project.initiatives))


@settings(max_examples=150, deadline=None)
@given(projects)
def test_what_is_written_in_the_layout_is_read_back_the_same(
    plan: list[tuple[str, list[Bullet], list[Initiative]]],
) -> None:
    document = read_document(rendered(plan), "資料.txt")
    assert list(map(told_project, document.projects)) == [told(n, *parts) for n, parts in enumerate(plan, 1)]


def test_a_planted_fault_changes_what_is_read() -> None:
    bullet = Bullet("橋がある。", advanced=True, line=0)
    other = Bullet("灯がある。", advanced=False, line=0)
    row = IndicatorRow(name="川", line=0, goals=(bullet, other), progress=(), progress_lines=())
    measure = Initiative(0, "広場", 0, "設けます。", None, (row,), ())
    content = rendered([("丘", [bullet, other], [measure])]).replace("主体\t役割\n".encode(), b"").decode()
    content = content.replace("主体\t取組状況及び成果と課題\n", "")
    sound = read_document(content.encode(), "資料.txt")
    for fault in (
        content.replace("★橋", "・橋", 1),
        content.replace("★橋がある。 ・灯がある。", "・灯がある。 ★橋がある。"),
    ):
        assert fault != content
        assert read_document(fault.encode(), "資料.txt").projects != sound.projects


# Hostile input: a quadratic reader would need minutes for these, so that the bound need not be sharp

MEGABYTE = 1_000_000
QUARTER = MEGABYTE // 4
SECONDS = 2  # of processor time: other work on the machine does not count
HEAD = "糸瀬市\nプロジェクト1：川\n(1) 将来像\n- ・橋\n① 川\n■取組内容\n設けます。\n指標名\t内容\n"


def filled(unit: str, size: int = MEGABYTE) -> str:
    return unit * (size // len(unit.encode()))


LONG_LINES = {
    "spaces": "川\t・" + filled(" "),
    "spaces before no mark": "川\t・橋。" + filled(" ") + "あ",
    "stops and spaces": "川\t" + filled("。 "),
    "marks": "川\t" + filled("・"),
    "marks and spaces": "川\t" + filled("・ "),
    "stars in text": "川\t・あ" + filled("い★"),
    "run together": "川\t" + filled("あ。・"),
    "open tags": "川\t" + filled("<p"),
    "open tags with spaces": "川\t" + filled("<p "),
    "closed tags": "川\t" + filled("<p></p>"),
    "angle brackets": "川\t" + filled("<"),
    "tabs": "川" + filled("\t"),
    "tabs and letters": filled("川\t"),
    "decoration": filled("■★"),
    "digits": "プロジェクト" + filled("1"),
    "one sentence": filled("あ"),
}
# Linear in the number of lines, some microseconds each: the bound is for what would be quadratic
MANY_LINES = {
    "blank lines": filled("\n"),
    "short rows": filled("川\t・あ\n", QUARTER),
    "different rows": "\n".join(f"川{n}\t・あ。" for n in range(20_000)),
    "continued rows": "川\t・あ\n" + filled("\t・い\n", QUARTER),
    "wrapped lines": "川\t・あ\n" + filled("い\n", QUARTER),
    "near headings": filled("★取組指標の進捗状況及び成果と問題について\n", QUARTER),
    "unlike headings": filled("★取組\n", QUARTER),
    "near table headings": filled("指標\t内容物\n", QUARTER),
    "unknown table headings": filled("指標名\t写真\n", QUARTER),
    "measures": "\n".join(f"{circled_sign(1 + n % 50)} 川\n主体\t役割\n丘{n}\t・あ" for n in range(6_000)),
    "projects": filled("プロジェクト1：川\n", QUARTER),
    "columns and rows": "指標名" + "\t内容" * 20_000 + "\n" + filled("川\t・あ\n", QUARTER),
    "as many columns as are read": "指標名" + "\t内容" * 199 + "\n" + "\n".join(f"川{n}\t・あ" for n in range(8_000)),
    "measures in a column": "取組名\t指標名\t内容\n" + "\n".join(f"丘{n}\t川\t・あ" for n in range(10_000)),
    "figures": "指標名\t単位\tR4\tR5\n" + "\n".join(f"川{n}\t人\t1,0{n:02}人\t約5割" for n in range(10_000)),
    "second heading rows": filled("指標名\t単位\t実績値\n\t\tR5\n", QUARTER),
    "enumerations": filled("(1) 川\n", QUARTER),
    "progress without goals": "丘\t・あ\n指標名\t進捗状況及び成果と課題\n"
    + "\n".join(f"川{n}\t・あ" for n in range(20_000)),
}
HOSTILE = LONG_LINES | MANY_LINES


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_made_to_be_slow_is_read_in_time(name: str) -> None:
    content = (HEAD + HOSTILE[name]).encode()
    began = time.process_time()
    outcome(content)
    assert time.process_time() - began <= SECONDS


@pytest.mark.parametrize("unit", ["令和5年度", "令和5年度から", "1", "市", "第1期", "~", "★令和3年度"])
def test_a_megabyte_before_the_first_project_is_read_in_time(unit: str) -> None:
    content = (filled(unit) + "\n" + filled(unit + "\n", QUARTER // 2) + HEAD + "川\t・橋").encode()
    began = time.process_time()
    assert isinstance(outcome(content), Document)
    assert time.process_time() - began <= SECONDS


def test_random_signs_are_read_in_time() -> None:
    signs = "・★<>p/ulあ。 \t\n①■:：1(（)"
    content = (HEAD + "".join(random.Random(7).choices(signs, k=QUARTER))).encode()
    began = time.process_time()
    outcome(content)
    assert time.process_time() - began <= SECONDS
