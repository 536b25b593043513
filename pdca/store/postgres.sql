-- One schema per municipality; every connection's search_path names it. Run under the advisory lock of creation.

CREATE TABLE IF NOT EXISTS events (
    position bigint PRIMARY KEY,
    stream text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    recorded_at bigint NOT NULL,
    command text COLLATE "C" UNIQUE,
    state bytea NOT NULL,
    UNIQUE (stream, version)
);

CREATE TABLE IF NOT EXISTS private_value (
    position bigint NOT NULL,
    path text COLLATE "C" NOT NULL,
    salt bytea NOT NULL CHECK (length(salt) = 32),
    value text NOT NULL,
    PRIMARY KEY (position, path)
);

-- The only way in. One lock from the guards to the commit makes commit order the order of positions, without a sequence:
-- a sequence leaves gaps, and a reader would pass over a position that commits later.
CREATE OR REPLACE FUNCTION append_events(
    p_read_streams text[], p_read_versions bigint[], p_command text, p_at bigint,
    p_streams text[], p_versions bigint[], p_topics text[], p_states bytea[],
    p_offsets bigint[], p_paths text[], p_salts bytea[], p_values text[],
    OUT first_position bigint, OUT stamp bigint, OUT repeated bigint, OUT moved text[]
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $body$
DECLARE
    head bigint;
    newest bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('pdca.append.' || current_schema(), 0));
    IF p_command IS NOT NULL THEN
        SELECT e.position INTO repeated FROM events e WHERE e.command = p_command;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    SELECT array_agg(r.stream) INTO moved
    FROM unnest(p_read_streams, p_read_versions) AS r (stream, version)
    WHERE r.version <> coalesce((SELECT max(e.version) FROM events e WHERE e.stream = r.stream), 0);
    IF moved IS NOT NULL THEN
        RETURN;
    END IF;
    SELECT e.position, e.recorded_at INTO head, newest FROM events e ORDER BY e.position DESC LIMIT 1;
    first_position := coalesce(head, 0) + 1;
    stamp := greatest(coalesce(p_at, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint), newest);
    INSERT INTO events (position, stream, version, topic, recorded_at, command, state)
    SELECT first_position + n.k - 1, n.stream, n.version, n.topic, stamp, CASE WHEN n.k = 1 THEN p_command END, n.state
    FROM unnest(p_streams, p_versions, p_topics, p_states) WITH ORDINALITY AS n (stream, version, topic, state, k)
    ORDER BY n.k;
    IF cardinality(p_offsets) > 0 THEN
        INSERT INTO private_value (position, path, salt, value)
        SELECT first_position + n.behind, n.path, n.salt, n.value
        FROM unnest(p_offsets, p_paths, p_salts, p_values) AS n (behind, path, salt, value);
    END IF;
    PERFORM pg_notify(current_schema() || '_events', (first_position + cardinality(p_streams) - 1)::text);
END
$body$;

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    RAISE EXCEPTION '% of % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$body$;

CREATE OR REPLACE FUNCTION refuse_gap() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    head bigint;
    newest bigint;
BEGIN
    SELECT e.position, e.recorded_at INTO head, newest FROM events e ORDER BY e.position DESC LIMIT 1;
    IF NEW.position <> coalesce(head, 0) + 1 OR NEW.recorded_at < newest
        OR NEW.version <> coalesce((SELECT max(e.version) FROM events e WHERE e.stream = NEW.stream), 0) + 1
    THEN
        RAISE EXCEPTION 'events are only appended' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$body$;

CREATE OR REPLACE TRIGGER events_follow BEFORE INSERT ON events
FOR EACH ROW EXECUTE FUNCTION refuse_gap();
CREATE OR REPLACE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER private_value_stays BEFORE UPDATE OR TRUNCATE ON private_value
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
