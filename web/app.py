"""The web application: its parts, its middleware and its routes, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pdca.demo.info import DemoInfo
from pdca.engine import Engine
from pdca.settings import Settings
from web import errors
from web.routes import ROUTERS
from web.security import MAX_BODY, Guard
from web.site import Site
from web.templating import STATIC


def create_app(engine: Engine, settings: Settings, *, demo: DemoInfo | None = None) -> FastAPI:
    """The application on an engine; it closes the engine when it ends."""
    app = FastAPI(
        title="見直し台帳",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
        max_body_size=MAX_BODY,
    )
    app.state.site = Site(engine, settings, demo)
    errors.install(app)
    app.add_middleware(Guard, https=app.state.site.https, refuse=errors.error_page)
    app.mount("/static", Static(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.site.engine.close()


class Static(StaticFiles):
    """Our own files; their addresses change with their content, so browsers keep them for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
