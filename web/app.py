"""The web application: its parts, its middleware and its routes, in one place."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from pdca.demo.info import DemoInfo
from pdca.engine import Engine
from pdca.practice import Practice
from pdca.settings import Settings
from web import errors
from web.practice import PREFIX, Door
from web.routes import ROUTERS
from web.security import Guard
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
    )
    app.state.site = Site(engine, settings, demo)
    errors.install(app)
    app.add_middleware(Guard, https=app.state.site.https, refuse=errors.error_page)
    app.mount("/static", Static(directory=STATIC), name="static")
    for router in ROUTERS:
        app.include_router(router)
    if demo is None or not demo.beside:
        _with_practice(app, engine, settings)
    return app


def _with_practice(app: FastAPI, engine: Engine, settings: Settings) -> None:
    """Beside the official log one for practice, behind a door of its own."""
    site: Site = app.state.site
    site.practice = Practice(engine, settings)

    def make(on: Engine, where: Settings, info: DemoInfo) -> FastAPI:
        return create_app(on, where, demo=info)

    app.mount(PREFIX, Door(site, site.practice, make))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    if app.state.site.practice is not None:
        app.state.site.practice.close()
    app.state.site.uploads.close()
    app.state.site.engine.close()


class Static(StaticFiles):
    """Our own files; their addresses change with their content, so browsers keep them for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        if b"v=" in scope.get("query_string", b""):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
