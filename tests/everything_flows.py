"""The next year, whose items take the other ways through the steps, and whose flow changes on the way."""

from datetime import date
from pathlib import Path

from domain import commands as c

FLOW = Path(__file__).parent / "golden" / "other_ways.toml"
"""The flow of that year, kept as it is: its text stands in the golden log."""


def other_ways(review):
    """A second year: a deadline by rule, a step passed over, a door, a way back, a meeting that becomes paper."""
    year_before, review.cycle = review.cycle, review.new()
    flow = FLOW.read_text("utf-8")
    review.do(c.OpenCycle, fiscal_year=2026, flow=flow)
    review.do(c.SetDeadline, step="status_check")
    first, second, third, _ = review.scope
    review.check(first, second)
    review.do(c.SkipStep, step="consideration", indicator_ids=(first,), reason="変わりがないため")
    review.enter("consideration", second)
    review.do(c.EnterStep, step="consideration", indicator_ids=(third,), door="担当課の回答を待つ間に進めるため")
    review.keep(first)
    review.do(c.ReturnStep, indicator_id=first, step="consideration", reason="声が届いたため")
    review.do(
        c.ChangeFlow, flow=_on_paper(flow), judged_by=1, judged_on=date(2025, 7, 1), ground="台風で集まれないため",
        articles=("条例第7条第4項",), steps=(c.StepMapping(was="consideration", now="considering"),),
    )  # fmt: skip
    review.cycle = year_before


def _on_paper(flow):
    """The same under another name, with a step that has another code."""
    renamed = flow.replace('name = "会議2回"', 'name = "会議1回＋書面"')
    return renamed.replace('"consideration"', '"considering"')
