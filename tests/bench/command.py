"""The durable command with all guards, against the library's bare save with our mapper."""

import itertools
import statistics
import time
from functools import partial

from domain import commands as c
from domain import events as e
from domain.event import Actor, Stream
from domain.indicator import Indicator
from pdca.store.records import Pending
from tests.bench import library
from tests.bench.measuring import compare, timed
from tests.review import DOCUMENT, Review

LENGTH = 200
"""Events on each item before the first measured command."""
BLOCK = 200
"""Commands per turn."""
WRITERS = 8
BODY = "雨の日も開けてほしい。子どもが遊べるところが近くにないので、午後だけでも助かります。"
ROW = "主体{k}\t・{k}番目の役割を担う。"
DOING = "主体{k}\t・{k}番目の取組を続けた。"


def document(rows=14):
    """The made-up document with more 役割分担."""
    text = DOCUMENT.replace("水野市\t・手すりを直す。", "\n".join(ROW.format(k=k) for k in range(1, rows)))
    return text.replace("水野市\t・手すりを点検した。", "\n".join(DOING.format(k=k) for k in range(1, rows)))


class Ignored:
    """Read models that do not catch up: they are measured by themselves."""

    def __init__(self, read_models):
        self._read_models = read_models

    def __getattr__(self, name):
        return getattr(self._read_models, name)

    def catch_up(self, to=None):
        """Nothing."""


def prepared(engine):
    """A review of sixteen items in scope, each with a history behind it."""
    review = Review(engine).people().seats().imported(document()).opened()
    for item in review.scope:
        version = review.engine.load(Indicator, item).version
        batch = [(Stream("indicator", item), k, opinion(review)) for k in range(version + 1, LENGTH + 1)]
        engine.log.append(batch, actor=Actor(review.member, "member"), reads={})
    engine.read_models.catch_up()
    return review


def opinion(review):
    return e.CommentSubmitted(cycle=review.cycle, body=BODY, author=review.member, seat=2)


def commands(review, items, count):
    """Opinions on these items in turn, each with its own id."""
    return [
        review.command(c.SubmitComment, place=c.Place(indicator_id=item), body=BODY)
        for item in itertools.islice(itertools.cycle(items), count)
    ]


def shares(items, writers):
    """Each writer has items of its own."""
    return [items[k::writers] for k in range(writers)]


def ours(review, writers):
    """Seconds for a block of commands through `Engine.do`, decision and all."""
    blocks = [commands(review, share, BLOCK // writers) for share in shares(review.scope, writers)]

    def write(block):
        for command in block:
            review.engine.do(command, review.member)

    works = [partial(write, block) for block in blocks]
    return timed(works[0])() if writers == 1 else library.at_once(works)


def theirs(app, review, versions, writers):
    """Seconds for as many bare saves of the same event."""
    actor = Actor(review.member, "member")

    def write(items, count):
        for item in itertools.islice(itertools.cycle(items), count):
            versions[item] += 1
            app.save(Pending(Stream("indicator", item), versions[item], opinion(review), actor))

    works = [partial(write, share, BLOCK // writers) for share in shares(review.scope, writers)]
    return timed(works[0])() if writers == 1 else library.at_once(works)


def measure(engine, app, what, goal, *, writers=1, pairs=15):  # noqa: PLR0913 -- what is measured, against what
    """The ratio of rates; the read models wait meanwhile."""
    review = prepared(engine)
    actor = Actor(review.member, "member")
    for item in review.scope:
        app.save(*[Pending(Stream("indicator", item), k, opinion(review), actor) for k in range(1, LENGTH + 1)])
    versions, models = dict.fromkeys(review.scope, LENGTH), engine.read_models
    engine.read_models = Ignored(models)
    try:
        return review, compare(
            what,
            goal,
            lambda: ours(review, writers),
            lambda: theirs(app, review, versions, writers),
            pairs=pairs,
            pieces=BLOCK,
        )
    finally:
        engine.read_models = models


def catching_up(review, count=300):
    """Milliseconds of the whole command, and of the read models within it: median and 95th percentile each."""
    engine, found = review.engine, []
    models = engine.read_models
    engine.read_models = Timed(models)
    models.catch_up()
    try:
        for command in commands(review, review.scope, count):
            start = time.perf_counter()
            engine.do(command, review.member)
            found.append((time.perf_counter() - start, engine.read_models.last))
    finally:
        engine.read_models = models
    return [[_ms(column, at) for at in (50, 95)] for column in zip(*found, strict=False)]


class Timed(Ignored):
    """Read models that say how long catching up took."""

    last = 0.0

    def catch_up(self, to=None):
        start = time.perf_counter()
        self._read_models.catch_up(to)
        self.last = time.perf_counter() - start


def _ms(values, percent):
    return statistics.quantiles(values, n=100)[percent - 1] * 1000
