"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import (
    advice,
    answers,
    attachments,
    board,
    comments,
    cycle_comments,
    cycles,
    findings,
    health,
    indicators,
    numeric_items,
    people,
    plans,
    sessions,
    sign_in,
    staff_item,
    status,
    streams,
    unchanged,
)

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    plans.router,
    indicators.router,
    comments.router,
    cycle_comments.router,
    sign_in.router,
    attachments.router,
    streams.router,
    board.router,
    cycles.router,
    answers.router,
    sessions.router,
    staff_item.router,
    status.router,
    unchanged.router,
    advice.router,
    numeric_items.router,
    findings.router,
    people.router,
)
