"""The part of the whole story about the next year: departments, the opening, more time, what was carried over."""

from datetime import date, timedelta

from domain import commands as c
from domain.plan import Plan
from pdca.flows import read_flow
from pdca.importing import Choices, import_document
from pdca.permissions import CONSOLE
from tests.review import CITIZENS, CITY, DOCUMENT, PLAIN, STARRED

TERM = date(2025, 4, 1)
LATER = 2028
"""The years of the other parts lie before it."""


def next_year(review):
    """A second year with a scope and a schedule of its own; another plan's import is taken back."""
    _departments(review)
    cycle = _opening(review)
    _more_time(review, cycle)
    _two_years_at_once(review, cycle)
    _answered_there(review, cycle)
    _import_taken_back(review)
    return review


def _departments(review):
    items = (review.items[PLAIN], review.items[CITIZENS], review.items[CITY])
    review.do(
        c.AssignResponsibility, indicator_ids=items, department="子育て支援課", contact="内線214", since=TERM,
    )  # fmt: skip
    review.do(c.RenameDepartment, department="子育て支援課", new_name="こども家庭センター", since=TERM)


def _opening(review):
    """What the child said last year waits in the new review."""
    cycle = review.new()
    review.do(
        c.OpenCycle,
        cycle_id=cycle,
        fiscal_year=LATER,
        flow=extending(review.flow),
        kinds=("activity", "role", "vision"),
        left_out=(c.LeftOut(indicator_id=review.items[CITY], reason="工事が終わるまで待つため"),),
        deadlines=(c.StepDue(step="proposal", due=review.engine.now() + timedelta(days=30)),),
        departments=(c.Answerable(indicator_id=review.items[STARRED], department="建設課", contact="内線301"),),
    )
    return cycle


def extending(flow):
    """The text of a flow in which the secretariat may put deadlines off."""
    text = flow if "\n" in flow else read_flow(flow)
    return text if "extend_deadline" in text else text.replace('"set_deadline",', '"set_deadline", "extend_deadline",')


def _more_time(review, cycle):
    due = review.engine.now() + timedelta(days=40)
    later = {"cycle_id": cycle, "step": "proposal"}
    review.do(c.ExtendDeadline, **later, due=due, reason="資料の発送が遅れたため")
    review.do(c.ExtendDeadline, **later, due=due + timedelta(days=3), account=review.member, reason="月曜まで待つため")


def _two_years_at_once(review, cycle):
    """What is carried over while the later review runs already waits in it at once."""
    flow = extending(review.flow)
    review.do(c.OpenCycle, cycle_id=review.new(), fiscal_year=LATER + 1, flow=flow)
    said = review.comment(None, who=review.other, body="会議を夜にも開いてほしい。", cycle_id=cycle)
    review.do(c.CarryOverMatter, cycle_id=cycle, comment=said, to_fiscal_year=LATER + 1, reason="会場を調べてから")


def _answered_there(review, cycle):
    """What the child said, which waited in the later review."""
    (child,) = review.item(PLAIN).open_comments(cycle)
    review.answer(child, PLAIN, cycle_id=cycle)


def _import_taken_back(review):
    other = import_document(
        review.engine, DOCUMENT.replace("水野市", "谷川市").encode(), "谷川.txt", Choices(key="other")
    ).plan_id
    review.do(c.OpenCycle, cycle_id=review.new(), plan_id=other, fiscal_year=2025, flow=extending(review.flow))
    review.do(c.WithdrawImport, CONSOLE, plan_id=other, reason="去年の文書だったため")
    assert review.engine.load(Plan, other).withdrawn
