-- What people say of claims and names, what takes it back, and what is public.
--
-- The log learns new kinds of entries. A CHECK cannot be changed, so the table is made anew, row by row; its kinds stand
-- in a trigger from now on. The runner switches foreign keys off for this step and checks them before it commits.
CREATE TABLE log_anew (
    seq         INTEGER PRIMARY KEY CHECK (seq > 0),            -- 1, 2, 3 … without gaps
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,                               -- content id of what it is about
    observed_at INTEGER NOT NULL,                               -- microseconds since 1970-01-01 UTC, never going back
    commitment  BLOB    NOT NULL CHECK (length(commitment) = 32),
    prev        BLOB    NOT NULL CHECK (length(prev) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO log_anew SELECT seq, kind, subject, observed_at, commitment, prev, hash FROM log ORDER BY seq;
DROP TABLE log;
ALTER TABLE log_anew RENAME TO log;

CREATE TRIGGER log_keeps BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_follows BEFORE INSERT ON log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
  OR NEW.prev IS NOT (SELECT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), zeroblob(32)))
BEGIN SELECT RAISE(ABORT, 'an entry follows the one before it'); END;
CREATE TRIGGER log_kinds BEFORE INSERT ON log
WHEN NEW.kind NOT IN ('document', 'claim', 'retract', 'rank', 'erase', 'judgement', 'names', 'undo', 'publish')
BEGIN SELECT RAISE(ABORT, 'there is no such kind of entry'); END;
CREATE INDEX log_subject ON log (subject) WHERE kind <> 'claim';

-- Judgements on claims: all that were given, from the entry that gave one to the entry that took it back.
CREATE TABLE judgement (
    id        TEXT    PRIMARY KEY,
    seq       INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    until_seq INTEGER REFERENCES log (seq),                     -- null while it stands
    claim     TEXT    NOT NULL,
    reviewer  TEXT    NOT NULL,
    decided   INTEGER NOT NULL CHECK (decided IN (0, 1)),       -- 0 where it could not be told
    taken_ms  INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX judgement_claim ON judgement (claim, seq);

-- The claims that a split makes of another.
CREATE TABLE judgement_part (
    part  TEXT    NOT NULL,
    seq   INTEGER NOT NULL,                                     -- of the judgement
    claim TEXT    NOT NULL,                                     -- the claim that was split
    PRIMARY KEY (part, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX judgement_part_claim ON judgement_part (claim);

-- Judgements on whether two entities are one; likewise.
CREATE TABLE name_judgement (
    id        TEXT    PRIMARY KEY,
    seq       INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    until_seq INTEGER REFERENCES log (seq)
) STRICT, WITHOUT ROWID;

-- Decisions on what is public, and what the last of them says.
CREATE TABLE publication (
    id  TEXT    PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE REFERENCES log (seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE published (
    claim TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Views: claims that a split made, and claims that a judgement took out of view.
CREATE TABLE view_part (
    claim TEXT PRIMARY KEY,
    of    TEXT NOT NULL,
    body  TEXT NOT NULL                                         -- JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX view_part_of ON view_part (of);
CREATE TABLE view_left (
    claim TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What people are asked, in the order in which they should be.
CREATE TABLE view_task (
    no     INTEGER PRIMARY KEY,
    id     TEXT    NOT NULL UNIQUE,
    kind   TEXT    NOT NULL,
    judges INTEGER NOT NULL,
    body   TEXT    NOT NULL                                     -- JSON
) STRICT;

-- Whether a report weighs in its event: citations and noise do not. What is not known to be light weighs.
ALTER TABLE view_event_claim ADD COLUMN weighs INTEGER NOT NULL DEFAULT 1;
CREATE INDEX view_event_claim_event ON view_event_claim (event);

-- How far the log had come when the views were made.
CREATE TABLE view_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO view_state (one, seq) VALUES (1, 0);
