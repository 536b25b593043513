"""The departments that answer for a plan's items: named singly or by project, renamed for all at once."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from domain.commands import AssignResponsibility, RenameDepartment
from domain.errors import Refused
from web.dates import typed_date
from web.forms import Form
from web.page import answer, page
from web.permitted import may, require_staff
from web.site import Here, Visit
from web.views.departments import departments_view, items_of_project
from web.views.reading import the_plan

router = APIRouter()


@router.get("/plans/{key}/departments")
def show(visit: Here, key: str) -> Response:
    """Who answers for which item."""
    require_staff(visit)
    return show_departments(visit, key)


def show_departments(visit: Visit, key: str, **more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
    """The list with its forms."""
    context = {
        "view": departments_view(visit, the_plan(visit, key)),
        "may": {action: may(visit, action) for action in ("assign_responsibility", "rename_department")},
        "today": visit.today,
        "new_id": visit.engine.chance.new_id,
    }
    return page(visit, "departments.html", **(context | more))


@router.post("/plans/{key}/departments")
def assign(visit: Here, key: str, form: Form) -> Response:
    """The chosen items, or by `all` those of the project, get a department."""

    def do() -> None:
        plan = the_plan(visit, key)
        everything = items_of_project(departments_view(visit, plan), form["project"])
        chosen = everything if form["all"] else tuple(form.many("indicator_ids"))
        command = form.command(
            AssignResponsibility,
            plan_id=plan.plan,
            indicator_ids=chosen,
            department=form["department"],
            contact=form["contact"].strip() or None,
            since=typed_date(form, "since"),
        )
        visit.engine.do(command, visit.account)

    return _answer(visit, key, do, "department_assigned")


@router.post("/plans/{key}/departments/renames")
def rename(visit: Here, key: str, form: Form) -> Response:
    """All items of one department go over to its new name."""

    def do() -> None:
        if not form["department"]:
            raise Refused("いまの担当課を選んでください。", code="empty", field="department")
        since = typed_date(form, "since")
        command = form.command(
            RenameDepartment, plan_id=the_plan(visit, key).plan, new_name=form["new_name"], since=since
        )
        visit.engine.do(command, visit.account)

    return _answer(visit, key, do, "department_renamed")


def _answer(visit: Visit, key: str, do: Callable[[], object], said: str) -> Response:
    key = the_plan(visit, key).key
    return answer(visit, do, lambda **more: show_departments(visit, key, **more), f"/plans/{key}/departments", said)
