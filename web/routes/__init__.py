"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import (
    answers,
    approvals,
    attachments,
    board,
    calendar,
    comments,
    cycle_comments,
    cycles,
    handover,
    health,
    indicators,
    mail,
    people,
    plans,
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
    cycles.router,
    answers.router,
    approvals.router,
    sessions.router,
    staff_item.router,
    people.router,
    handover.router,
    mail.router,
    calendar.router,
)
