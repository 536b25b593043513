"""A 数値指標 that the import did not bring is registered: unit, where it began, where it is to come to."""

from typing import Any

from fastapi import APIRouter
from msgspec.structs import replace
from starlette.responses import Response

from domain.commands import Figure, RegisterIndicator
from domain.errors import Refused
from domain.events import ItemNumber
from domain.indicator import Indicator, next_rank
from domain.numbering import circled
from domain.plan import Plan
from projections.streams import PlanRow
from web.dates import typed_year
from web.forms import Form, Typed, is_number
from web.page import page
from web.permitted import may
from web.routes.moved import moved
from web.site import Here, Visit
from web.views.office import refuse_unless
from web.views.reading import the_plan

router = APIRouter(prefix="/plans/{key}/numeric-items")


def _plan(visit: Visit, key: str) -> PlanRow:
    _ = visit.account
    refuse_unless(may(visit, "register_indicator"), "点検項目を登録するのは事務局です。")
    return the_plan(visit, key)


@router.get("/new")
def new(visit: Here, key: str) -> Response:
    """The form."""
    return show_new(visit, _plan(visit, key))


def show_new(visit: Visit, plan: PlanRow, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The form again."""
    measures = [(f"{p.number}-{i.number}", f"{p.number}-{circled(i.number)}　{i.name}") for p, i in _measures(plan)]
    context = {"plan": plan, "measures": measures, "new_id": visit.engine.chance.new_id}
    return page(visit, "numeric_item_new.html", **(context | more))


def _measures(plan: PlanRow) -> list[tuple[Any, Any]]:
    return [(project, initiative) for project in plan.projects for initiative in project.initiatives]


@router.post("")
def register(visit: Here, key: str, form: Form) -> Response:
    """It is registered; its page opens."""
    plan = _plan(visit, key)

    def do() -> None:
        command = form.command(
            RegisterIndicator,
            plan_id=plan.plan,
            item_kind="numeric",
            number=_number(visit, plan.plan, form),
            ground=form["ground"],
            name=form["name"],
            statements=tuple(line.strip().removeprefix("・") for line in form["texts"].splitlines() if line.strip()),
            baseline=typed_figure(form, "baseline"),
            target=typed_figure(form, "target"),
        )
        visit.engine.do(command, visit.account)

    def again(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show_new(visit, plan, **more)

    return moved(visit, do, again, f"/indicators/{form['indicator_id']}", "item_registered")


def _number(visit: Visit, plan: str, form: Typed) -> ItemNumber:
    """The next number of the chosen measure; two at once take turns, the second is told that its number is taken."""
    project, _, initiative = form["measure"].partition("-")
    if not (is_number(project) and is_number(initiative)):
        raise Refused("取組を選んでください。", code="empty", field="measure")
    here = ItemNumber(project=int(project), initiative=int(initiative))
    items = (visit.engine.load(Indicator, each) for each in visit.engine.load(Plan, plan).all_items)
    return replace(here, ordinal=next_rank(items, "numeric", here))


def typed_figure(form: Typed, name: str) -> Figure:
    """A number, or words where it is none."""
    year = typed_year(form, f"{name}_year")
    return Figure(fiscal_year=year, value=form[f"{name}_value"] or None, text=form[f"{name}_text"] or None)
