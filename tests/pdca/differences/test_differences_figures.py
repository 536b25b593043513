"""Figures of the next document: a new year is certain, another figure of a known year is asked about."""

from tests.pdca.differences.next_year import NextYear
from tests.review import DOCUMENT

TABLE = """\
指標名\t単位\t基準値\t実績値\t\t\t目標値\t担当課
\t\t令和元年度\tR4\tR5\tR6\tR7
利用者\t人\t1,007人\t1010\t－\t{last}\t増加\tこども課
満足度\t％\t\t{first}\t90.1\t\t100\t子育て支援課
"""
AT = DOCUMENT.index("\n主体\t役割\n") + 1


def text(**figures):
    return DOCUMENT[:AT] + TABLE.format(**{"last": "", "first": "85.0％"} | figures) + "\n" + DOCUMENT[AT:]


def values(year):
    numeric = [row for p in year.whole()["projects"] for m in p["initiatives"] for row in m["numeric"]]
    return {row["name"]: [(each["year"], each["value"]) for each in row["values"]] for row in numeric}


def test_the_same_figures_differ_in_nothing(engine):
    year = NextYear(engine, text())
    year.read(text(first="85.0"))
    assert year.kinds() == []


def test_a_new_year_is_taken_by_default_and_the_years_before_stay(engine):
    year = NextYear(engine, text())
    year.read(text(last="1,020人"))
    entry = year.one("figure")
    assert (entry.number, entry.default, entry.after) == ("1-①-数1", "take", ("令和6年度 1,020人",))
    year.confirm(choices={entry.id: "take"})
    assert values(year)["利用者"] == [(2022, 1010), (2023, None), (2024, 1020)]
    assert year.kinds() == []


def test_another_figure_of_a_known_year_is_asked_about(engine):
    year = NextYear(engine, text())
    year.read(text(first="86.0％"))
    entry = year.one("figure")
    assert (entry.default, entry.certain, entry.before) == (None, False, ("令和4年度 85.0",))
    year.confirm(choices={entry.id: "take"})
    assert values(year)["満足度"][0] == (2022, 86.0)


def test_an_item_of_figures_that_came(engine):
    year = NextYear(engine)
    year.read(text())
    assert year.kinds() == [("item_added", "1-①-数1"), ("item_added", "1-①-数2")]
    year.confirm_all()
    assert values(year)["利用者"][0] == (2022, 1010)
    assert year.kinds() == []
