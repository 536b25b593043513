"""What any reader of the raw rows can check with a few lines of its own: byte rules, commitments, no private text."""

import hashlib
import hmac
import json
import re

PLACE = "private"


def lp(data):
    return len(data).to_bytes(8, "big") + data


def commitment(path, value, salt):
    r"""TRUST 2: HMAC-SHA256(salt, "pdca-field-v1\n" || lp(path) || lp(value))."""
    message = b"pdca-field-v1\n" + lp(path.encode()) + lp(value.encode())
    return hmac.new(salt, message, hashlib.sha256).hexdigest()


def places(state, path=""):
    """Every place of a private text in a decoded state: its path and its commitment."""
    if isinstance(state, dict):
        if set(state) == {PLACE}:
            yield path, state[PLACE]
            return
        items = state.items()
    elif isinstance(state, list):
        items = enumerate(state)
    else:
        return
    for key, value in items:
        yield from places(value, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}")


def no_duplicates(pairs):
    assert len(dict(pairs)) == len(pairs), pairs
    return dict(pairs)


def refuse(text):
    raise AssertionError(text)


def check_rows(rows, values):
    """`rows`: (position, …, state) as stored; `values`: {(position, path): (salt, value)}. Raises at a wrong one."""
    expected = {}
    for number, row in enumerate(rows, 1):
        position, state = row[0], bytes(row[-1])
        assert position == number
        decoded = json.loads(state.decode(), object_pairs_hook=no_duplicates, parse_constant=refuse)
        assert len(bytes.fromhex(decoded["nonce"])) == 16
        assert b"\\u0000" not in state
        assert "\0" not in state.decode()
        expected |= {(position, path): digest for path, digest in places(decoded)}
    assert expected == {key: commitment(key[1], value, bytes(salt)) for key, (salt, value) in values.items()}
    assert all(len(bytes(salt)) == 32 for salt, _ in values.values())
    check_nothing_shows(rows, values)


def check_nothing_shows(rows, values):
    """No private text stands in any event's bytes, other than one that became the plan's public text."""
    everything = b"\n".join(bytes(row[-1]) for row in rows)
    for (position, path), (_, value) in values.items():
        text = json.dumps(value, ensure_ascii=False)[1:-1].encode()
        if len(value) > 3 and text in everything:
            proposed = rows[position - 1][3].endswith("improvement_proposed.v1") and path == "/data/name"
            assert proposed or re.search("/statements/|/new_items/", path), (position, path, value)


def raw(store):
    """The rows and private values of a store as they are, past the application."""
    rows = store.execute(
        "SELECT position, stream, version, topic, recorded_at, command, state FROM events ORDER BY position"
    )
    found = store.execute("SELECT position, path, salt, value FROM private_value ORDER BY position, path")
    return rows, {(position, path): (bytes(salt), value) for position, path, salt, value in found}
