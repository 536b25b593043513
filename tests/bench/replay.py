"""Replay of one item with 10,000 events: ours, and the same state from the bare rows as an expert would write it."""

import msgspec

from domain import events as e
from domain.commented import Comment
from domain.event import Actor, Ref
from domain.indicator import Bullet, Change, Draft, Indicator, Status
from pdca.store.sqlite import driver
from pdca.streams import Streams
from tests.bench.measuring import compare, timed
from tests.review import STARRED

EVENTS = 10_000
BATCH = 500


def story(cycle, seat, account):
    """Ten events as an item meets them again and again: opinions, answers, drafts, a status."""
    first = yield e.CommentSubmitted(
        cycle=cycle, body="雨の日も開けてほしい。", author=account, seat=seat, statement=1, text_revision=1
    )
    second = yield e.CommentSubmitted(cycle=cycle, body="名簿はいらないと思います。", author=account, seat=seat)
    yield e.CommentEdited(cycle=cycle, comment=second, body="名簿はなくてもよいと思います。")
    yield e.CommentAnswered(cycle=cycle, comment=first, disposition="noted", body="参考とします。")
    yield e.CommentAnswered(cycle=cycle, comment=second, disposition="noted", body="参考とします。")
    third = yield e.CommentSubmitted(cycle=cycle, body="土曜もお願いします。", author=account, seat=seat)
    yield e.CommentWithdrawn(cycle=cycle, comment=third)
    yield e.Acknowledged(cycle=cycle, author=account, seat=seat)
    yield e.StatusChecked(fiscal_year=2024, texts=("月に二度開けた。", "四十人が来た。"), cycle=cycle)
    bullet = e.DraftStatement(text="広場を毎日開ける。", id=1, text_revision=1)
    yield e.DraftSaved(cycle=cycle, number=1, statements=(bullet,), reason="声があったため")


def lengthen(review, item, events=EVENTS):
    """Puts events on an item's stream until it has that many, past the engine."""
    log = review.engine.log
    state = review.engine.load(Indicator, item)
    head, version, batch, told = log.head(), state.version, [], None
    actor = Actor(review.member, "member")
    while version < events:
        told = told or story(review.cycle, 2, review.member)
        try:
            event = told.send(head + len(batch)) if told.gi_frame.f_lasti > 0 else next(told)
        except StopIteration:
            told = None
            continue
        version += 1
        batch.append((state.stream, version, event))
        if len(batch) == BATCH or version == events:
            log.append(batch, actor=actor, reads={})
            head, batch = head + len(batch), []
    return item


class _Stored(msgspec.Struct):
    actor: str


def _of(cls):
    """A stored event as the expert decodes it: nothing but what the state needs."""
    return msgspec.json.Decoder(msgspec.defstruct("Stored", [("actor", str), ("data", cls)])).decode


def expert(connection, item):  # noqa: C901 -- one loop, as an expert would write it for speed
    """The state straight from the rows, one loop, in place."""
    state = Indicator(item)
    comments, statements = state.comments, state.statements
    version = 0
    rows = connection.execute(
        "SELECT position, version, topic, recorded_at, state FROM events WHERE stream = ? ORDER BY version", (item,)
    )
    replace = msgspec.structs.replace
    for at, version, topic, recorded_at, stored in rows:  # noqa: B007 -- the row as it is selected
        read = DECODE[topic](stored)
        event = read.data
        match topic:
            case "indicator.comment_submitted.v1":
                comments[at] = Comment(event.cycle, event.author, read.actor, at)
            case "indicator.comment_answered.v1":
                comments[event.comment] = replace(
                    comments[event.comment], state="answered", answered_with=event.version, answer=at
                )
            case "indicator.comment_edited.v1":
                comments[event.comment] = replace(comments[event.comment], wording=at)
            case "indicator.comment_withdrawn.v1":
                comments[event.comment] = replace(comments[event.comment], state="withdrawn")
            case "indicator.acknowledged.v1":
                state.acknowledged[event.cycle, event.author] = at
            case "indicator.status_checked.v1":
                state.statuses[event.fiscal_year] = Status(at, event.cycle)
            case "indicator.draft_saved.v1":
                changes = tuple(
                    Change(s.id, s.text_revision, Ref(at, f"/data/statements/{k}/text"))
                    for k, s in enumerate(event.statements)
                )
                state.drafts[event.cycle, event.number] = Draft(at, changes, event.removed)
            case "indicator.indicator_registered.v1":
                state.plan, state.kind, state.number, state.name = event.plan, event.item_kind, event.number, event.name
                statements.update((s.id, Bullet(s.text, imported=s.source is not None)) for s in event.statements)
                state.last_statement = max(statements)
            case "indicator.star_granted.v1":
                state.stars[event.statement] = event.session
                state.star_sessions |= {event.session}
            case "indicator.step_entered.v1":
                state.steps[event.cycle] = event.step
                state.entered.setdefault((event.cycle, event.step), recorded_at)
    state.version = version
    return state


CLASSES = (
    e.CommentSubmitted, e.CommentAnswered, e.CommentEdited, e.CommentWithdrawn, e.Acknowledged, e.StatusChecked,
    e.DraftSaved, e.IndicatorRegistered, e.StarGranted, e.StepEntered,
)  # fmt: skip
DECODE = {cls.topic("indicator"): _of(cls) for cls in CLASSES}


def measure(review, path, *, pairs=21):
    """Ours through the log and the fold of the engine, each time from nothing."""
    item, log = lengthen(review, review.items[STARRED]), review.engine.log
    connection = driver().connect(str(path))
    try:
        assert Streams(log).fresh(Indicator, item) == expert(connection, item)
        return compare(
            f"replay of one item, {EVENTS:,} events | raw read, decode, fold",
            0.75,
            timed(lambda: Streams(log).fresh(Indicator, item)),
            timed(lambda: expert(connection, item)),
            pairs=pairs,
            pieces=1,
        )
    finally:
        connection.close()
