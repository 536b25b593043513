"""A short run of the campaign in tests/torture/documents.py, and tables of figures that are written and read back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pdca.documents import read_document
from pdca.documents.numbers import STYLES, NumberPatterns
from tests.torture.documents import campaign, check

HEAD = "糸瀬市\nプロジェクト1：川\n将来像\n・橋。\n① 川\n取組内容\n設けます。\n"


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=2**48))
def test_the_reader_keeps_its_word_whatever_comes(seed):
    check(seed)


def test_the_campaign_meets_every_end():
    assert campaign(300, 1).keys() == {"read", "left out", "refused"}


figures = st.one_of(
    st.integers(0, 10**9).map(lambda n: (f"{n:,}", n)),
    st.decimals(-1000, 1000, places=1).map(lambda d: (f"{d}".replace("-", "▲"), float(d))),
    st.sampled_from([("－", None), ("未実施", None), ("約5割", None), ("増加", None), ("80％以上", None)]),
)
years = st.lists(st.integers(2015, 2030), min_size=1, max_size=6, unique=True).map(sorted)
tables = years.flatmap(
    lambda those: st.tuples(
        st.just(those),
        st.lists(st.lists(figures, min_size=len(those), max_size=len(those)), min_size=1, max_size=5),
    )
)


def era(year):
    return f"R{year - 2018}" if year > 2018 else f"平成{year - 1988}年度"


def in_one_row(those, rows):
    head = "\t".join(["指標名", "単位", *map(era, those)])
    return [head, *("\t".join([f"値{n}", "人", *(text for text, _ in row)]) for n, row in enumerate(rows))]


def in_two_rows(those, rows):
    blanks = [""] * (len(those) - 1)
    first = "\t".join(["指標名", "単位", "実績値", *blanks, "担当課"])
    second = "\t".join(["", "", *map(str, those), ""])
    return [first, second, *("\t".join([f"値{n}", "人", *(t for t, _ in row), "課"]) for n, row in enumerate(rows))]


def in_many_rows(those, rows):
    lines = ["指標名\t単位\t年度\t実績値"]
    for n, row in enumerate(rows):
        for k, (year, (text, _)) in enumerate(zip(those, row, strict=True)):
            lines.append(f"値{n}\t人\t{era(year)}\t{text}" if k == 0 else f"\t\t{year}年度\t{text}")
    return lines


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from([in_one_row, in_two_rows, in_many_rows]))
def test_figures_are_read_back_from_every_layout(table, layout):
    those, rows = table
    document = read_document((HEAD + "\n".join(layout(those, rows))).encode(), "表.txt")
    (measure,) = document.projects[0].initiatives
    read = [[(v.year, v.text, v.value) for v in row.values] for row in measure.numeric]
    assert read == [[(year, *figure) for year, figure in zip(those, row, strict=True)] for row in rows]


EVERY = NumberPatterns(tuple(f"({{{style}}})" for style in STYLES) + tuple(f"{{{style}}}" for style in STYLES), "：")


@settings(max_examples=500, deadline=None)
@given(st.text("(（)）0１1９一十九百ⅠⅣⅻIVXｉＸアンプｱﾝッー-－①㊿⓪ ：.あ", max_size=12))
def test_every_style_gives_a_number_or_nothing(text):
    found = EVERY.match(text)
    assert found is None or 0 <= found.number <= 999
