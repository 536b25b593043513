"""The golden log: rows of a story exactly as stored, and what folds and read models make of them."""

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import date, datetime
from pathlib import Path

import msgspec

from domain.events import all_events
from pdca.chance import FixedChance
from pdca.store.sqlite import driver, first_place
from pdca.streams import AGGREGATES
from tests.conftest import Store
from tests.everything import everything
from tests.proof import raw
from tests.review import START, Review, engine_on

FOLDER = Path(__file__).parent
ROWS = FOLDER / "v1.jsonl"
DIGESTS = FOLDER / "v1.digests.json"
FLOW = FOLDER / "flow.toml"
FIELDS = ("position", "stream", "version", "topic", "recorded_at", "command", "state")


def written():
    """The golden rows, decoded."""
    lines = ROWS.read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def told(folder):
    """The lines of the story as this version of the program writes it; the same at every run."""
    store = Store("sqlite", str(folder / "golden.db"))
    engine = engine_on(store.url, folder, FixedChance(1, START))
    try:
        everything(Review(engine, flow=FLOW.read_text("utf-8")))
    finally:
        engine.close()
    rows, values = raw(store)
    private = {}
    for (position, path), (salt, value) in values.items():
        private.setdefault(position, []).append([path, b64encode(salt).decode(), value])
    return [_line(row, private.get(row[0], [])) for row in rows]


def _line(row, private):
    fields = dict(zip(FIELDS, row, strict=True))
    fields["state"] = b64encode(bytes(row[-1])).decode()
    return json.dumps({**fields, "private": private}, ensure_ascii=False)


def load(store, rows):
    """Puts the rows into an empty store as they are, past the engine and the mapper."""
    engine_on(store.url, FOLDER).close()  # the tables
    connection = driver().connect(store.url) if store.kind == "sqlite" else store._postgresql()
    mark = "?" if store.kind == "sqlite" else "%s"
    try:
        cursor = connection.cursor()
        events = [[*(row[name] for name in FIELDS[:-1]), b64decode(row["state"])] for row in rows]
        cursor.executemany(f"INSERT INTO events ({', '.join(FIELDS)}) VALUES ({', '.join([mark] * 7)})", events)
        values = [
            (row["position"], path, b64decode(salt), value, first_place(row["position"]) + number)
            for row in rows
            for number, (path, salt, value) in enumerate(row["private"])
        ]
        columns = ["position", "path", "salt", "value", "place"][: 5 if store.kind == "sqlite" else 4]
        cursor.executemany(
            f"INSERT INTO private_value ({', '.join(columns)}) VALUES ({', '.join([mark] * len(columns))})",
            [value[: len(columns)] for value in values],
        )
        connection.commit()
    finally:
        connection.close()


def digests(store):
    """What this version of the program makes of the log: a digest of every folded stream, and of each read model."""
    engine = engine_on(store.url, FOLDER)
    try:
        recorded = engine.log.since(0, 100_000)
        streams = {r.stream: r.kind for r in recorded}
        folded = [plain(AGGREGATES[kind](s).fold(engine.history(s))) for s, kind in streams.items()]
        refs = [r.ref(name) for r in recorded for name in ("body", "reason") if hasattr(r.event, name)]
        texts = sorted((*ref, text) for ref, text in engine.reveal(refs).items())
        models = {track.name: engine.read_models.digest(track.name) for track in engine.read_models.tracks()}
        assert engine.read_models.stopped() == []
    finally:
        engine.close()
    return {"folded": digest(folded), "texts": digest(texts), "read_models": models}


def digest(value):
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def plain(value):
    """A state as JSON, the same for the same state: sets sorted, dictionaries in the order in which they came about."""
    if isinstance(value, msgspec.Struct):
        return {f.name: plain(getattr(value, f.name)) for f in msgspec.structs.fields(type(value))}
    if isinstance(value, dict):
        return [[plain(key), plain(inner)] for key, inner in value.items()]
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value), key=repr)
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def topics():
    """All topics that this version writes."""
    return sorted(cls.topic(kind) for cls in all_events() for kind in cls.STREAMS)
