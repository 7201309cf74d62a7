-- How much there is, kept by the tables themselves: counting millions of rows for every page would not do.
CREATE TABLE tally (
    name TEXT PRIMARY KEY CHECK (name IN ('documents', 'fiction', 'claims', 'people', 'organisations')),
    n    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tally (name, n) VALUES
    ('documents', (SELECT count(*) FROM document)),
    ('fiction', (SELECT count(*) FROM document WHERE fiction)),
    ('claims', (SELECT count(*) FROM claim WHERE until_seq IS NULL)),
    ('people', (SELECT count(*) FROM view_entity WHERE class = 'person')),
    ('organisations', (SELECT count(*) FROM view_entity WHERE class IN ('organisation', 'unit')));

CREATE TRIGGER tally_document_in AFTER INSERT ON document
BEGIN
    UPDATE tally SET n = n + 1 WHERE name = 'documents';
    UPDATE tally SET n = n + NEW.fiction WHERE name = 'fiction';
END;
CREATE TRIGGER tally_document_out AFTER DELETE ON document
BEGIN
    UPDATE tally SET n = n - 1 WHERE name = 'documents';
    UPDATE tally SET n = n - OLD.fiction WHERE name = 'fiction';
END;
CREATE TRIGGER tally_document_set AFTER UPDATE OF fiction ON document WHEN NEW.fiction <> OLD.fiction
BEGIN
    UPDATE tally SET n = n + NEW.fiction - OLD.fiction WHERE name = 'fiction';
END;
CREATE TRIGGER tally_claim_in AFTER INSERT ON claim WHEN NEW.until_seq IS NULL
BEGIN
    UPDATE tally SET n = n + 1 WHERE name = 'claims';
END;
CREATE TRIGGER tally_claim_out AFTER DELETE ON claim WHEN OLD.until_seq IS NULL
BEGIN
    UPDATE tally SET n = n - 1 WHERE name = 'claims';
END;
CREATE TRIGGER tally_claim_ends AFTER UPDATE OF until_seq ON claim
WHEN OLD.until_seq IS NULL AND NEW.until_seq IS NOT NULL
BEGIN
    UPDATE tally SET n = n - 1 WHERE name = 'claims';
END;
CREATE TRIGGER tally_entity_in AFTER INSERT ON view_entity
BEGIN
    UPDATE tally SET n = n + 1
    WHERE name = CASE NEW.class WHEN 'person' THEN 'people' WHEN 'outlet' THEN '' ELSE 'organisations' END;
END;
CREATE TRIGGER tally_entity_out AFTER DELETE ON view_entity
BEGIN
    UPDATE tally SET n = n - 1
    WHERE name = CASE OLD.class WHEN 'person' THEN 'people' WHEN 'outlet' THEN '' ELSE 'organisations' END;
END;
