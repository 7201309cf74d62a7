-- Views that can be mended in parts: a document that comes touches only what it concerns.
--
-- Numbers of view rows no longer count from zero. Those of events and conflicts ascend by (published_key, id), those of
-- entities and sources are made from the id; see `sqlite/place.rs`.

-- How many rows the views have.
CREATE TABLE view_tally (
    name TEXT PRIMARY KEY CHECK (name IN ('events', 'conflicts', 'sources')),
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO view_tally (name, n) VALUES
    ('events', (SELECT count(*) FROM view_event)),
    ('conflicts', (SELECT count(*) FROM view_conflict)),
    ('sources', (SELECT count(*) FROM view_source));
CREATE TRIGGER view_tally_event_in AFTER INSERT ON view_event
BEGIN UPDATE view_tally SET n = n + 1 WHERE name = 'events'; END;
CREATE TRIGGER view_tally_event_out AFTER DELETE ON view_event
BEGIN UPDATE view_tally SET n = n - 1 WHERE name = 'events'; END;
CREATE TRIGGER view_tally_conflict_in AFTER INSERT ON view_conflict
BEGIN UPDATE view_tally SET n = n + 1 WHERE name = 'conflicts'; END;
CREATE TRIGGER view_tally_conflict_out AFTER DELETE ON view_conflict
BEGIN UPDATE view_tally SET n = n - 1 WHERE name = 'conflicts'; END;
CREATE TRIGGER view_tally_source_in AFTER INSERT ON view_source
BEGIN UPDATE view_tally SET n = n + 1 WHERE name = 'sources'; END;
CREATE TRIGGER view_tally_source_out AFTER DELETE ON view_source
BEGIN UPDATE view_tally SET n = n - 1 WHERE name = 'sources'; END;

-- Rows are taken out one event, conflict or entity at a time.
CREATE INDEX view_event_entity_event ON view_event_entity (event);
CREATE INDEX view_event_document_event ON view_event_document (event);
CREATE INDEX view_conflict_entity_conflict ON view_conflict_entity (conflict);
CREATE INDEX view_entity_form_entity ON view_entity_form (entity);
CREATE INDEX view_entity_listed ON view_entity (events DESC, claims DESC, name, id);
CREATE INDEX view_entity_class_listed ON view_entity (class, events DESC, claims DESC, name, id);
CREATE INDEX view_source_listed ON view_source (documents + claims DESC, id);
DROP INDEX view_entity_class;

-- An index that lets a row go without its words. It fills when views are next made.
DROP TABLE search_event;
DROP TABLE search_entity;
CREATE VIRTUAL TABLE search_event USING fts5 (names, body, content = '', contentless_delete = 1, tokenize = 'ascii');
CREATE VIRTUAL TABLE search_entity USING fts5 (names, body, content = '', contentless_delete = 1, tokenize = 'ascii');

-- What is found by what: names, sounds, blocks, sources; each with how often. Derived like the views, and only with them.
CREATE TABLE view_key (
    key    TEXT    NOT NULL,
    member TEXT    NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (key, member)
) STRICT, WITHOUT ROWID;
-- Who is who in the documents of a name.
CREATE TABLE view_names (
    doc  TEXT PRIMARY KEY,
    body TEXT NOT NULL                                          -- JSON
) STRICT, WITHOUT ROWID;
-- What the views hold of a claim or of a document.
CREATE TABLE view_made (
    id   TEXT PRIMARY KEY,
    body TEXT NOT NULL                                          -- JSON
) STRICT, WITHOUT ROWID;
-- By which build and knowledge base they were made; another one makes all views anew.
ALTER TABLE view_state ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
UPDATE view_state SET seq = 0;
