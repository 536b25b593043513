"""Any edits of a plan, written out as a document: confirmed they are the plan, and taken back they never were."""

import itertools
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pdca.differences.next_year import NextYear, shape, taken_back
from tests.review import engine_on

WORDS = "春夏秋冬山川空海花鳥風月森林星雲雨雪光音道橋村町"
some = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def plans(draw):
    """A plan of two measures with rows of texts that are nothing like each other."""
    pairs = [a + b for a, b in itertools.product(WORDS, WORDS) if a != b]
    random.Random(draw(st.integers(0, 1000))).shuffle(pairs)
    fresh = iter(pairs)
    measures = [_measure(draw, fresh, number) for number in (1, 2)]
    return measures, fresh


def _measure(draw, fresh, number):
    rows = [_row(draw, fresh) for _ in range(draw(st.integers(2, 4)))]
    return {"number": number, "name": _text(fresh), "description": _text(fresh) + "。", "rows": rows}


def _row(draw, fresh):
    goals = [(_text(fresh) + "。", draw(st.booleans())) for _ in range(draw(st.integers(1, 4)))]
    return {"name": _text(fresh), "goals": goals, "progress": [_text(fresh) + "。"]}


def _text(fresh):
    return "".join(next(fresh) for _ in range(5))


def written(measures, year=6, marks=3):
    """The plan as a document of text."""
    lines = [
        "水野市子ども計画 重点プロジェクトの進み具合", "", "計画の期間は令和2年度から令和6年度までです。",
        f"令和{year}年度の会議で状況を確かめます。",
        f"(令和{marks}年度の会議で進んでいるとしたものに★を付けています。)", "",
        "プロジェクト1：広場プロジェクト", "", "(1) 将来像（5年後の姿）", "", "- ・広場で子どもが笑っている。", "",
        "(2) 取組指標と役割分担の進捗状況及び成果と課題", "",
    ]  # fmt: skip
    for measure in measures:
        lines += [f"{'①②'[measure['number'] - 1]} {measure['name']}", "", "■取組内容", "", measure["description"], ""]
        lines += ["■指標（5年後の姿）", "", "【取組指標】※覚え書き", "", "指標名\t内容"]
        for row in measure["rows"]:
            goals = " ".join(f"{'★' if starred else '・'}{text}" for text, starred in row["goals"])
            lines.append(f"{row['name']}\t{goals}")
        lines += ["", "取組指標の進捗状況及び成果と課題について", "", "指標名\t進捗状況及び成果と課題"]
        lines += [f"{row['name']}\t{' '.join('・' + text for text in row['progress'])}" for row in measure["rows"]]
        lines += ["", "■役割分担（指標を達成するための役割）", "", "主体\t役割", "市民\t・ごみを持ち帰る。", ""]
    return "\n".join(lines) + "\n"


def edited(draw, measures, fresh):
    """One edit per row at most, and what is expected of it by kind."""
    expected = []
    for measure in measures:
        for row in list(measure["rows"]):
            edit = draw(st.sampled_from(["none", "reword", "star", "add", "drop", "rename", "remove", "status", "new"]))
            kind = _EDITS[edit](row, measure, fresh) if edit in _EDITS else None
            if kind is not None:
                expected.append(kind)
    return sorted(expected)


def _reword(row, _, __):
    text, starred = row["goals"][0]
    row["goals"][0] = (text[:-1] + "よ。", starred)
    return "wording"


def _star(row, _, __):
    text, starred = row["goals"][0]
    row["goals"][0] = (text, not starred)
    return "star_revoked" if starred else "star_granted"


def _add(row, _, fresh):
    row["goals"].append((_text(fresh) + "。", False))
    return "bullet_added"


def _drop(row, _, __):
    if len(row["goals"]) == 1:
        return None
    row["goals"].pop()
    return "bullet_removed"


def _rename(row, _, fresh):
    row["name"] = _text(fresh)
    return "item_renamed"


def _remove(row, measure, _):
    if len(measure["rows"]) == 1:
        return None
    measure["rows"].remove(row)
    return "item_removed"


def _status(row, _, fresh):
    row["progress"] = [_text(fresh) + "。"]
    return "status"


def _new(_, measure, fresh):
    name, text, status = _text(fresh), _text(fresh) + "。", _text(fresh) + "。"
    measure["rows"].append({"name": name, "goals": [(text, True)], "progress": [status]})
    return "item_added"


_EDITS = {
    "reword": _reword, "star": _star, "add": _add, "drop": _drop, "rename": _rename, "remove": _remove,
    "status": _status, "new": _new,
}  # fmt: skip


@pytest.fixture
def place(tmp_path):
    return tmp_path


@some
@given(made=plans(), data=st.data())
def test_the_differences_are_the_edits_and_confirmed_they_are_the_document_until_it_is_taken_back(place, made, data):
    measures, fresh = made
    folder = Path(tempfile.mkdtemp(dir=place))
    engine = engine_on(str(folder / "any.db"), folder)
    try:
        year = NextYear(engine, written(measures))
        assert year.kinds() == []
        before = year.whole()
        expected = edited(data.draw, measures, fresh)
        year.read(written(measures))
        assert sorted(kind for kind, _ in year.kinds()) == expected
        year.confirm_all()
        assert year.now() == shape(year.form)
        assert year.kinds() == []
        after = year.now()
        taken_back(year, "試し")
        assert year.whole() == before
        assert sorted(kind for kind, _ in year.kinds()) == expected
        assert all(live == rebuilt for live, rebuilt in engine.read_models.check().values())
        year.confirm_all()
        assert year.now() == after
        assert all(live == rebuilt for live, rebuilt in engine.read_models.check().values())
    finally:
        engine.close()
