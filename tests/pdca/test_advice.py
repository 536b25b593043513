"""Advice about statuses: what is seen, and what is not worth a word."""

import pytest

from domain.event import Ref
from domain.events import ItemNumber
from pdca.advice import advise, comparable_text, texts_needed
from projections.items import EvidenceRow, ItemRow, Star, StatementRow, StatusRow

TEXTS: dict[Ref, str] = {}


@pytest.fixture(autouse=True)
def no_texts():
    TEXTS.clear()


def kept(text):
    ref = Ref(len(TEXTS) + 1, "/data/texts/0")
    TEXTS[ref] = text
    return ref


def status(*texts, year=2024, position=50, **more):
    fields = {"cycle": "c", **more}
    return StatusRow(year, position, 0, tuple(kept(text) for text in texts), **fields)


def item(name="開放", *statuses, bullets=(), kind="activity", measure=1, ordinal=1):
    number = ItemNumber(project=1, initiative=measure, ordinal=ordinal)
    rows = tuple(StatementRow(k, text) if isinstance(text, str) else text for k, text in enumerate(bullets, 1))
    by_year = {each.fiscal_year: each for each in statuses}
    return ItemRow(f"{measure}-{kind}-{ordinal}-{name}", "plan", kind, number, name, 1, rows, statuses=by_year)


def seen(*items, year=2024):
    return [(each.kind, each.quote) for each in advise(items, TEXTS, year, {"s": 2024})]


def kinds(*items):
    return [kind for kind, _ in seen(*items)]


def test_each_further_copy_is_named_and_the_first_stands():
    rows = [
        item(name, status(text)) for name, text in (("甲", "園と連携した。"), ("乙", "園と 連携した"), ("丙", "別。"))
    ]
    (found,) = advise(rows, TEXTS, 2024, {})
    assert (found.kind, found.quote) == ("same_as_others", "園と 連携した")
    assert "ほかの欄（1-①-指1 甲）と同じ文です" in found.words


@pytest.mark.parametrize(
    ("one", "other"), [("ＳＮＳで 発信。", "SNSで発信。"), ("Ｑ＆Ａ　掲載", "Q&A掲載"), ("・開いた。", "開いた")]
)
def test_width_spaces_and_marks_make_no_other_text(one, other):
    assert comparable_text(one) == comparable_text(other)


def test_last_year_s_text_written_again_is_named_but_not_a_carried_one():
    again = item("甲", status("月2回。", year=2023, position=40), status("月２回。"))
    carried = item("乙", status("年3回。", year=2023, position=41), status("年3回。", carried=True))
    assert seen(again, carried) == [("same_as_last_year", None)]


def test_a_goal_repeated_is_named():
    assert seen(item("甲", status("場所がある。"), bullets=("場所が ある",))) == [("repeats_goal", "場所がある。")]


@pytest.mark.parametrize(
    "text",
    ["掲載を検討する。", "検討していく。", "検討を進める。", "検討を行う。", "検討中である。", "検討する必要がある。"],
)
def test_an_intention_without_a_day_is_named(text):
    assert kinds(item("甲", status(text))) == ["intention_without_date"]


@pytest.mark.parametrize(
    "text",
    [
        "令和７年６月までに検討する。",
        "年度内に検討する。",
        "来年検討する。",
        "検討した。",
        "検討しました。",
        "検討会を開いた。",
    ],
)
def test_an_intention_with_a_day_and_what_was_done_are_not(text):
    assert kinds(item("甲", status(text))) == []


def test_a_survey_asks_for_its_figure_unless_it_is_there_or_beside():
    assert kinds(item("甲", status("アンケートでは多くの方が満足。"))) == ["survey_without_figure"]
    assert kinds(item("甲", status("アンケートでは６２．５％が満足。"))) == []
    evidence = (EvidenceRow("survey", kept("調査"), value=kept("62.5％")),)
    assert kinds(item("甲", status("アンケートでは多くの方が満足。", evidence=evidence))) == []


def starred(*statuses):
    star = Star("s", 45, 1, kept("進んでいる"))
    return item("甲", *statuses, bullets=(StatementRow(1, "月2回。", star=star),))


def test_a_star_asks_for_what_it_rests_on_once_a_later_status_has_none():
    (found,) = advise([starred(status("開いた。"))], TEXTS, 2024, {"s": 2024})
    assert found.words == "★の確認（令和6年度）の後の裏付けがまだありません。"
    evidence = (EvidenceRow("link", kept("一覧"), url=kept("https://example.jp")),)
    assert kinds(starred(status("開いた。", evidence=evidence))) == []
    assert kinds(starred(status("開いた。", position=44))) == []
    assert kinds(starred(status("開いた。", cycle=None))) == []


def test_a_measure_without_the_actor_that_most_have_is_named():
    def measure(number, *actors):
        return [item(each, kind="role", measure=number, ordinal=k) for k, each in enumerate(actors, 1)]

    rows = [*measure(1, "市民", "園（幼）"), *measure(2, "市民", "園(幼)"), *measure(3, "市民", "会社")]
    (found,) = advise(rows, TEXTS, 2024, {})
    assert found.indicator == rows[4].indicator
    assert found.words == "役割分担に「園（幼）」の行がありません（3の取組のうち2にはあります）。"
    assert advise(rows[:4], TEXTS, 2024, {}) == []


def test_what_was_erased_or_belongs_to_a_later_year_is_not_looked_at():
    rows = [item("甲", status("同じ。")), item("乙", status("同じ。")), item("丙", status("同じ。", year=2025))]
    assert kinds(*rows) == ["same_as_others"]
    del TEXTS[next(texts_needed(rows))]
    assert kinds(*rows) == []


def test_advice_comes_again_with_a_new_status_only():
    first, later = (advise([item("甲", status("検討する。", position=p))], TEXTS, 2024, {}) for p in (50, 60))
    assert first[0].mark != later[0].mark
