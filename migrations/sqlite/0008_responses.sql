-- What people say of what the ledger holds, and what they ask of who keeps it.
DROP TRIGGER log_kinds;
CREATE TRIGGER log_kinds BEFORE INSERT ON log
WHEN NEW.kind NOT IN ('document', 'claim', 'retract', 'rank', 'erase', 'judgement', 'names', 'undo', 'publish',
                      'response', 'request', 'decision')
BEGIN SELECT RAISE(ABORT, 'there is no such kind of entry'); END;

-- Corrections, replies and denials, by what they are about.
CREATE TABLE response (
    id    TEXT    PRIMARY KEY,
    seq   INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    about TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX response_about ON response (about, seq);

-- Requests, and how far each has come.
CREATE TABLE request (
    id          TEXT    PRIMARY KEY,
    seq         INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    received_at INTEGER NOT NULL,                               -- microseconds since 1970-01-01 UTC
    due_at      INTEGER NOT NULL,                               -- likewise; a month later, three where it was extended
    state       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX request_open ON request (state, due_at);
CREATE TABLE decision (
    seq     INTEGER PRIMARY KEY REFERENCES log (seq),
    request TEXT    NOT NULL
) STRICT;
CREATE INDEX decision_request ON decision (request, seq);
