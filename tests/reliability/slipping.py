"""Something that happens at the one moment that matters: after a decision, before it is recorded."""

from contextlib import contextmanager

from domain.errors import ReviewError


@contextmanager
def before_recording(engine, happens):
    """The first time that the engine is about to append, `happens` happens first, as another process might do it."""
    append, waiting = engine.log.append, [happens]

    def appending(*arguments, **options):
        if waiting:
            waiting.pop()()
        return append(*arguments, **options)

    engine.log.append = appending
    try:
        yield
    finally:
        engine.log.append = append
    assert not waiting, "nothing was about to be recorded"


@contextmanager
def unguarded(engine):
    """The planted fault: the append checks only the streams that it writes to."""
    append = engine.log.append

    def appending(events, *, reads, **options):
        written = {stream.id for stream, _, _ in events}
        return append(events, reads={s: v for s, v in reads.items() if s in written}, **options)

    engine.log.append = appending
    try:
        yield
    finally:
        engine.log.append = append


def outcome(work):
    """What a command came to: its `Done`, or the code of its refusal."""
    try:
        return work()
    except ReviewError as refused:
        return refused.code
