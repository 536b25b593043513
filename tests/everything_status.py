"""The part of the story about figures, evidence and ★ that are put to a session."""

from domain import commands as c
from domain.events import ItemNumber
from tests.review import CITY, PLAIN

SURVEY = c.Evidence(
    kind="survey",
    title="令和6年度ニーズ調査",
    wave="第2回",
    question="土曜に行ける場所がありますか",
    n=412,
    value="62.5％",
)
LINK = c.Evidence(kind="link", title="開放日の一覧", url="https://example.jp/days")
RIDERS = ItemNumber(project=1, initiative=1, ordinal=1)


def measured_item(review):
    """A 数値指標 that the import did not bring, registered before the year begins."""
    made = review.new()
    review.do(
        c.RegisterIndicator, indicator_id=made, item_kind="numeric", number=RIDERS, name="利用者数", unit="人",
        baseline=c.Figure(fiscal_year=2019, value="1,240"), target=c.Figure(fiscal_year=2024, text="増やす"),
        statements=("のべ人数を数える。",), ground="計画書32ページ",
    )  # fmt: skip
    review.items["1-①-数1"] = made
    return made


def status_and_figures(review):
    """Evidence is added to a status, a figure is corrected, one was not measured, ★ are put forward."""
    figures = review.items["1-①-数1"]
    based_on = review.item(PLAIN).statuses[2024].position
    review.do(
        c.CheckStatus, indicator_id=review.items[PLAIN], texts=("一", "三"), based_on=based_on, evidence=(SURVEY, LINK)
    )  # fmt: skip
    review.do(c.RecordMeasurement, indicator_id=figures, fiscal_year=2023, not_measured=True)
    first = review.do(c.RecordMeasurement, indicator_id=figures, fiscal_year=2024, value="1,300").position
    more = {"value": "1310", "text": "速報", "source": "利用者名簿", "based_on": first}
    review.do(c.RecordMeasurement, indicator_id=figures, fiscal_year=2024, **more)
    asked = {"statement": 1, "text_revision": 1, "reason": "手すりが直った"}
    review.do(c.PutStarForward, indicator_id=review.items[CITY], change="grant", **asked)
