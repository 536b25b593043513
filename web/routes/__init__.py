"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import (
    answers,
    attachments,
    board,
    comments,
    cycle_comments,
    cycles,
    departments,
    health,
    indicators,
    opening,
    people,
    plans,
    practice,
    sessions,
    sign_in,
    staff_item,
    streams,
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
    opening.router,
    practice.router,
    cycles.router,
    departments.router,
    answers.router,
    sessions.router,
    staff_item.router,
    people.router,
)
