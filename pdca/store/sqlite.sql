CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    command TEXT UNIQUE,
    state BLOB NOT NULL,
    UNIQUE (stream, version)
) STRICT;;
-- One B-tree, appended at its end: `place` is position * 2^20 + the number of the value within its event
-- (docs/decisions/0007). Whoever looks for a position names the range of its places.
CREATE TABLE private_value (
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    value TEXT NOT NULL,
    place INTEGER PRIMARY KEY CHECK (place >> 20 = position)
) STRICT;;
-- INSERT OR REPLACE deletes without firing a DELETE trigger: whatever it could replace must be refused before.
CREATE TRIGGER events_follow BEFORE INSERT ON events
WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM events)
    OR NEW.version IS NOT (SELECT coalesce(max(version), 0) + 1 FROM events WHERE stream = NEW.stream)
    OR NEW.recorded_at < (SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1)
    OR EXISTS (SELECT 1 FROM events WHERE command = NEW.command)
BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;;
CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;;
CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;;
CREATE TRIGGER private_value_once BEFORE INSERT ON private_value
WHEN EXISTS (SELECT 1 FROM private_value WHERE place = NEW.place)
    OR EXISTS (
        SELECT 1 FROM private_value
        WHERE place BETWEEN NEW.position << 20 AND (NEW.position << 20) + 0xFFFFF AND path = NEW.path
    )
BEGIN SELECT RAISE(ABORT, 'private values are never replaced'); END;;
CREATE TRIGGER private_value_stays BEFORE UPDATE ON private_value
BEGIN SELECT RAISE(ABORT, 'private values are never changed'); END;;
PRAGMA application_id = 0x70646361;;
PRAGMA user_version = 2;;
