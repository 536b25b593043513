"""The plan as the document JSON, for its file: the same position, day and limits as its page."""

from domain.errors import NotFound
from pdca.plan_document import Form, plan_document
from web.site import Visit
from web.views.line import read_on
from web.views.reading import Reading, reading, the_plan

_FOR_REVIEWERS = ("rating", "rating_title", "direction", "direction_title")


def plan_form(visit: Visit, key: str) -> Form:
    """The plan under a key; refuses where its page shows none."""
    plan = the_plan(visit, key)
    how = reading(visit, plan)
    if how.unpublished:
        msg = "この計画は、まだ公表されていません。"
        raise NotFound(msg, code="not_found")
    form = plan_document(visit.engine, plan.plan, how.at, on=read_on(visit, how))
    return seen_by(how, form)


def seen_by(how: Reading, form: Form) -> Form:
    """Without the ratings of a review, which the pages show to those who review only."""
    for project in form["projects"] if how.public else ():
        for measure in project["initiatives"]:
            measure["numeric"] = [row | dict.fromkeys(_FOR_REVIEWERS) for row in measure["numeric"]]
    return form
