"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import health

ROUTERS: tuple[APIRouter, ...] = (health.router,)
