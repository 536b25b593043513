"""The answer to a form whose result is another page: plain forms are redirected, htmx is told to go there."""

from collections.abc import Callable
from typing import Any

from starlette.responses import RedirectResponse, Response

from web.page import answer, back
from web.site import Visit


def moved(visit: Visit, do: Callable[[], object], show: Callable[..., Response], url: str, said: str) -> Response:
    """Like `answer`, but what was done is seen at `url`; a refusal still shows the form's own page."""

    def shown(**more: Any) -> Response:  # noqa: ANN401 -- passed on to the page
        return show(**more) if "problem" in more else _elsewhere(visit, url, said)

    return answer(visit, do, shown, url, said)


def onward(visit: Visit, url: str, said: str = "") -> Response:
    """To a page that is known only once something is done; without `said` there is no receipt."""
    if visit.partial:
        return _elsewhere(visit, url, said) if said else Response(headers={"HX-Redirect": url})
    return back(visit, url, said) if said else RedirectResponse(url, 303)


def _elsewhere(visit: Visit, url: str, said: str) -> Response:
    response = back(visit, url, said)
    response.status_code = 200
    del response.headers["location"]
    response.headers["HX-Redirect"] = url
    return response
