"""The routes, one file per resource; each parses, does and renders in a few lines."""

from fastapi import APIRouter

from web.routes import (
    answer_changes,
    answers,
    attachments,
    board,
    comments,
    commitments,
    corrections,
    cycle_comments,
    cycle_ways,
    cycles,
    health,
    indicators,
    people,
    plans,
    reactions,
    restructuring,
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
    reactions.router,
    cycle_comments.router,
    sign_in.router,
    attachments.router,
    streams.router,
    board.router,
    cycles.router,
    cycle_ways.router,
    answers.router,
    answer_changes.router,
    sessions.router,
    staff_item.router,
    restructuring.router,
    corrections.router,
    commitments.router,
    people.router,
)
