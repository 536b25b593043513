"""As of when somebody reads: now, a past moment (`?asof=`), or for the public the published edition of that time."""

from datetime import datetime

import msgspec

from domain.errors import NotFound
from domain.japanese_dates import JAPAN, full_instant
from pdca.asof import instant_of
from pdca.chance import to_us
from projections.streams import Edition, PlanRow
from web.site import Visit


class Moment(msgspec.Struct, frozen=True):
    """A past moment that a page was asked for; `query` goes on to the links of the page."""

    position: int
    instant: datetime
    words: str
    now_url: str
    query: str


class Reading(msgspec.Struct, frozen=True):
    """Up to which position a reader reads; `at` None is now. The public's is an edition; before the first it is 0."""

    at: int | None
    public: bool
    edition: Edition | None = None
    moment: Moment | None = None

    @property
    def unpublished(self) -> bool:
        """Whether there is nothing for this reader."""
        return self.public and self.edition is None

    @property
    def query(self) -> str:
        """What links on the page carry on."""
        return self.moment.query if self.moment else ""


def moment(visit: Visit) -> Moment | None:
    """The moment of the address, if it names one."""
    typed = visit.request.query_params.get("asof", "")
    if not typed.strip():
        return None
    instant = instant_of(typed)
    position = visit.engine.log.position_at(to_us(instant))
    path = visit.request.url.path
    query = str(visit.request.url.include_query_params(asof=typed).query)
    return Moment(position, instant, full_instant(instant), path, f"?{query}")


def asof_query(instant: datetime) -> str:
    """The query that opens a page as of an instant, in Japan time, to the microsecond."""
    return f"?asof={instant.astimezone(JAPAN).replace(tzinfo=None).isoformat()}"


def reading(visit: Visit, plan: PlanRow) -> Reading:
    """How this visitor reads a plan."""
    past = moment(visit)
    if visit.viewer is not None:
        return Reading(past.position if past else None, public=False, moment=past)
    known = [e for e in plan.editions if past is None or e.position <= past.position]
    edition = known[-1] if known else None
    return Reading(edition.through if edition else 0, public=True, edition=edition, moment=past)


def the_plan(visit: Visit, key: str) -> PlanRow:
    """The plan under a key; refuses one that is not there."""
    found = visit.models.streams.plan_by_key(key)
    if found is None:
        msg = "この計画は見つかりません。"
        raise NotFound(msg, code="not_found")
    return found


def plan_of(visit: Visit, plan: str) -> PlanRow:
    """The plan of an id, as it is now."""
    found = visit.models.streams.plan(plan)
    if found is None:
        msg = "この計画は見つかりません。"
        raise NotFound(msg, code="not_found")
    return found
