"""Generated plans in the document JSON, with texts that look like marks, headings, markup and formulas."""

from hypothesis import strategies as st

from pdca.documents.words import key

NUMERIC = True
"""Whether plans have numeric indicators: True once the grammar reads their tables."""

WORDS = [
    "あ",
    "い",
    "川",
    "丘橋",
    "アイ",
    "Ａ",
    "ｂ",
    "１2",
    "（駅）",
    "「灯」",
    "(声)",
    "、",
    "。",
    "橋がある。",
    "灯を見る",
]
HOSTILE = [
    *(
        "★",
        "・",
        "●",
        "○○",
        "■",
        "-",
        "- ",
        "＊",
        "*",
        " ★",
        " ・",
        "。 ",
        "。 ★",
        "。・",
        "①",
        "(1)",
        "1.",
        "3. ",
        "--",
        "---",
    ),
    *(
        "<p>",
        "</li>",
        "<br>",
        "<script>",
        "&amp;",
        '"',
        "'",
        "`",
        "**",
        "_",
        "~",
        "[",
        "](x)",
        "!",
        "|",
        "\\",
        "{",
        "}",
    ),
    *("#", "$", "@", "=1+1", "+", "%", "^", "：", "://", "http://a.example/", "_x0041_", "😀", "𠮟"),
    *("指標名", "内容", "主体", "役割", "将来像", "取組内容", "プロジェクト1：", "令和3年度"),
]
# What paper keeps apart: a PDF holds no joiners, so that marks, numbers and markup in a text are what they look like.
TAME = ["■", "&amp;", '"', "'", "_", "~", "[", "](x)", "\\", "#", "$", "@", "=1+1", "{", "}", "%", "𠮟"]


def texts(hostile=HOSTILE):
    """A sentence on one line. Blanks stand inside only, and none beside another: HTML makes them one."""
    parts = st.lists(st.sampled_from([*WORDS, *hostile]), min_size=1, max_size=4)
    return parts.map(lambda found: " ".join("".join(found).replace("　", " ").split()) or "灯")


def names(hostile=HOSTILE):
    return texts(hostile).map(lambda text: f"名{text}")


def paragraphs(hostile):
    """A line of its own: on paper one that begins with ■ is a heading, with joiners it is not."""
    words = texts(hostile)
    return words.filter(lambda text: not text.startswith("■")) if hostile is TAME else words


def bullets(words):
    return st.fixed_dictionaries({"text": words, "advanced": st.booleans()})


def rows(label, hostile):
    """Rows with different names, as far as the reader compares them: two of one name are one row, or a mistake."""
    words = texts(hostile)
    row = {
        label: words,
        "goals": st.lists(bullets(words), min_size=1, max_size=3),
        "progress": st.lists(words, max_size=2),
    }
    return st.lists(st.fixed_dictionaries(row), min_size=1, max_size=2, unique_by=lambda row: key(row[label]))


years = st.integers(2019, 2035)
values = st.integers(-999, 99_999).map(float)
figures = st.fixed_dictionaries({"year": years, "value": values, "text": st.just("")})


def numeric(hostile):
    row = {
        "name": names(hostile),
        "unit": st.sampled_from(["人", "%", "か所"]),
        "baseline": figures,
        "target": figures,
        "values": st.lists(figures, max_size=3, unique_by=lambda value: value["year"]),
        "rating": st.sampled_from([None, "A", "B"]),
        "direction": st.sampled_from([None, "継続", "改善"]),
        "department": st.sampled_from([None, "子ども課"]),
    }
    found = st.lists(st.fixed_dictionaries(row), max_size=2, unique_by=lambda row: key(row["name"]))
    return found if NUMERIC else st.just([])


def measures(hostile):
    """Every measure has an indicator: the reader takes one without for a mistake."""
    one = st.fixed_dictionaries({
        "name": texts(hostile),
        "description": st.lists(paragraphs(hostile), max_size=2).map("\n".join),
        "indicators": rows("name", hostile),
        "roles": st.lists(st.none(), max_size=0) | rows("actor", hostile),
        "numeric": numeric(hostile),
    })  # fmt: skip
    return st.lists(one, min_size=1, max_size=2).map(numbered)


def numbered(found):
    return [{"number": number, **each} for number, each in enumerate(found, 1)]


def plans(hostile=HOSTILE):
    """A title names no year, ★ or municipality of its own: where the plan says nothing, the reader would take that."""
    words = texts(hostile)
    project = st.fixed_dictionaries({
        "name": words,
        "vision": st.lists(bullets(words), max_size=3),
        "initiatives": measures(hostile),
    })  # fmt: skip
    facts = {
        "title": st.text("あいう川丘駅橋", min_size=1, max_size=12).map(lambda text: f"{text}の計画"),
        "municipality": st.sampled_from(["糸瀬市", "森の町", "（仮）丘市"]),
        "period": st.none() | st.sampled_from(["令和7年度から令和11年度まで", "5年間", "2025～2029年度"]),
        "status_year": st.none() | years,
        "mark_year": st.none() | years,
    }
    return st.fixed_dictionaries({**facts, "projects": st.lists(project, min_size=1, max_size=2).map(numbered)})
