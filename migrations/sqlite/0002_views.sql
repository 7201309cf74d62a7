-- What is derived from the statements: replaced as a whole, never the only place of anything.

-- Claims as resolved, where that differs from how they were stated.
CREATE TABLE view_claim (
    claim TEXT PRIMARY KEY,
    body  TEXT NOT NULL                                         -- JSON
) STRICT, WITHOUT ROWID;

CREATE TABLE view_event (
    no              INTEGER PRIMARY KEY,                        -- ascending by (published_key, id)
    id              TEXT    NOT NULL UNIQUE,
    kind            TEXT    NOT NULL,
    stage           TEXT    NOT NULL,
    first_published TEXT,
    last_published  TEXT,
    published_key   TEXT    NOT NULL,
    documents       INTEGER NOT NULL,
    conflicts       INTEGER NOT NULL,
    fiction         INTEGER NOT NULL CHECK (fiction IN (0, 1)),
    title           TEXT    NOT NULL,
    body            TEXT    NOT NULL                            -- JSON
) STRICT;
CREATE INDEX view_event_newest ON view_event (published_key, id);
CREATE INDEX view_event_kind ON view_event (kind, no);
CREATE INDEX view_event_stage ON view_event (stage, no);

CREATE TABLE view_event_entity (
    entity TEXT    NOT NULL,
    event  INTEGER NOT NULL REFERENCES view_event (no),
    PRIMARY KEY (entity, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_event_claim (
    claim TEXT    NOT NULL,
    event INTEGER NOT NULL REFERENCES view_event (no),
    PRIMARY KEY (claim, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_event_document (
    document TEXT    NOT NULL,
    event    INTEGER NOT NULL REFERENCES view_event (no),
    PRIMARY KEY (document, event)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_conflict (
    no            INTEGER PRIMARY KEY,                          -- ascending by (published_key, id)
    id            TEXT NOT NULL UNIQUE,
    event         TEXT,
    body          TEXT NOT NULL                                 -- JSON
) STRICT;
CREATE INDEX view_conflict_event ON view_conflict (event) WHERE event IS NOT NULL;

CREATE TABLE view_conflict_entity (
    entity   TEXT    NOT NULL,
    conflict INTEGER NOT NULL REFERENCES view_conflict (no),
    PRIMARY KEY (entity, conflict)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_entity (
    no     INTEGER PRIMARY KEY,                                 -- ascending in the order of the listing
    id     TEXT    NOT NULL UNIQUE,
    class  TEXT    NOT NULL,
    name   TEXT    NOT NULL,
    events INTEGER NOT NULL,
    claims INTEGER NOT NULL,
    body   TEXT    NOT NULL                                     -- JSON
) STRICT;
CREATE INDEX view_entity_class ON view_entity (class, no);

-- Every form of every name under its look-up key.
CREATE TABLE view_entity_form (
    key    TEXT    NOT NULL,
    entity INTEGER NOT NULL REFERENCES view_entity (no),
    PRIMARY KEY (key, entity)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_entity_claim (
    entity        TEXT NOT NULL,
    published_key TEXT NOT NULL,
    claim         TEXT NOT NULL,
    PRIMARY KEY (entity, published_key, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_source (
    no        INTEGER PRIMARY KEY,                              -- ascending in the order of the listing
    id        TEXT    NOT NULL UNIQUE,
    name      TEXT    NOT NULL,
    documents INTEGER NOT NULL,
    claims    INTEGER NOT NULL,
    fiction   INTEGER NOT NULL CHECK (fiction IN (0, 1))
) STRICT;

CREATE TABLE view_source_claim (
    source        TEXT NOT NULL,
    published_key TEXT NOT NULL,
    claim         TEXT NOT NULL,
    PRIMARY KEY (source, published_key, claim)
) STRICT, WITHOUT ROWID;

CREATE TABLE view_source_document (
    source        TEXT NOT NULL,
    published_key TEXT NOT NULL,
    document      TEXT NOT NULL,
    PRIMARY KEY (source, published_key, document)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search_event USING fts5 (names, body, content = '', columnsize = 0, tokenize = 'ascii');
CREATE VIRTUAL TABLE search_entity USING fts5 (names, body, content = '', columnsize = 0, tokenize = 'ascii');
INSERT INTO search_event (search_event, rank) VALUES ('secure-delete', 1);
INSERT INTO search_entity (search_entity, rank) VALUES ('secure-delete', 1);
