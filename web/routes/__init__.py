"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import attachments, comments, cycle_comments, health, indicators, plans, sign_in, streams

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    plans.router,
    indicators.router,
    comments.router,
    cycle_comments.router,
    sign_in.router,
    attachments.router,
    streams.router,
)
