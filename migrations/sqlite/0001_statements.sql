-- The log and what is kept beside it. The log is the ledger; everything else can be rebuilt from it,
-- save the cache of full texts, which is re-read from the sources.

-- One row per statement. What was said lies in `content`, so that it can be erased; the log keeps a salted commitment
-- to it, and every row keeps the hash of the row before.
CREATE TABLE log (
    seq         INTEGER PRIMARY KEY CHECK (seq > 0),            -- 1, 2, 3 … without gaps
    kind        TEXT    NOT NULL CHECK (kind IN ('document', 'claim', 'retract', 'rank', 'erase')),
    subject     TEXT    NOT NULL,                               -- content id of what it is about
    observed_at INTEGER NOT NULL,                               -- microseconds since 1970-01-01 UTC, never going back
    commitment  BLOB    NOT NULL CHECK (length(commitment) = 32),
    prev        BLOB    NOT NULL CHECK (length(prev) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE content (
    seq  INTEGER PRIMARY KEY REFERENCES log (seq),
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    body TEXT NOT NULL                                          -- JSON
) STRICT;

-- What was erased, and by which entry. Only what stands here may leave `content`.
CREATE TABLE erased (
    seq INTEGER PRIMARY KEY REFERENCES log (seq),
    by  INTEGER NOT NULL REFERENCES log (seq)
) STRICT;

-- Subjects that must not come back.
CREATE TABLE tombstone (
    subject TEXT PRIMARY KEY,
    by      INTEGER NOT NULL REFERENCES log (seq)
) STRICT;

-- Where the log ends, so that a log cut short shows.
CREATE TABLE head (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seq  INTEGER NOT NULL,
    hash BLOB    NOT NULL
) STRICT;
INSERT INTO head (one, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER log_keeps BEFORE UPDATE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER log_follows BEFORE INSERT ON log
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log)
  OR NEW.prev IS NOT (SELECT coalesce((SELECT hash FROM log ORDER BY seq DESC LIMIT 1), zeroblob(32)))
BEGIN SELECT RAISE(ABORT, 'an entry follows the one before it'); END;
CREATE TRIGGER content_keeps BEFORE UPDATE ON content
BEGIN SELECT RAISE(ABORT, 'statements are never overwritten'); END;
CREATE TRIGGER content_stays BEFORE DELETE ON content
WHEN NOT EXISTS (SELECT 1 FROM erased WHERE seq = OLD.seq)
BEGIN SELECT RAISE(ABORT, 'only what an erasure names may be deleted'); END;
CREATE TRIGGER erased_keeps BEFORE UPDATE ON erased
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erased_stays BEFORE DELETE ON erased
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER tombstone_keeps BEFORE UPDATE ON tombstone
BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;
CREATE TRIGGER tombstone_stays BEFORE DELETE ON tombstone
BEGIN SELECT RAISE(ABORT, 'tombstones are append-only'); END;

-- Documents as last stated.
CREATE TABLE document (
    no            INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    first_seq     INTEGER NOT NULL REFERENCES log (seq),
    seq           INTEGER NOT NULL REFERENCES log (seq),
    name          TEXT    NOT NULL,
    title         TEXT,
    outlet        TEXT,
    author        TEXT,
    published     TEXT,                                         -- EDTF
    published_key TEXT    NOT NULL,                             -- the same to sort by; empty where there is none
    url           TEXT,
    language      TEXT,
    fiction       INTEGER NOT NULL CHECK (fiction IN (0, 1)),
    claims        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX document_name ON document (name, published_key, id);
CREATE INDEX document_newest ON document (published_key, id);

-- Every form a claim ever had, from the entry that stated it to the entry that replaced or retracted it.
-- The same id may come from two documents of one name, hence the pair.
CREATE TABLE claim (
    no            INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL,
    document      TEXT    NOT NULL,
    seq           INTEGER NOT NULL UNIQUE REFERENCES log (seq),
    until_seq     INTEGER REFERENCES log (seq),                 -- null while it stands
    kind          TEXT    NOT NULL,
    published_key TEXT    NOT NULL,
    start         INTEGER NOT NULL                              -- first byte of the quote in the raw text
) STRICT;
CREATE INDEX claim_id ON claim (id, document, seq);
CREATE INDEX claim_document ON claim (document, start, id);
CREATE UNIQUE INDEX claim_stands ON claim (id, document) WHERE until_seq IS NULL;

-- Judgements on claims, from the entry that made one to the entry that replaced it.
CREATE TABLE rank (
    claim     TEXT    NOT NULL,
    seq       INTEGER NOT NULL REFERENCES log (seq),
    until_seq INTEGER REFERENCES log (seq),
    rank      TEXT    NOT NULL CHECK (rank IN ('preferred', 'normal', 'deprecated')),
    PRIMARY KEY (claim, seq)
) STRICT, WITHOUT ROWID;

-- Full texts: a local cache, no part of the ledger, never exported, dropped by age.
CREATE TABLE text_cache (
    document TEXT    PRIMARY KEY,
    kept_at  INTEGER NOT NULL,                                  -- microseconds since 1970-01-01 UTC
    digest   BLOB    NOT NULL,                                  -- SHA-256 of the JSON
    body     BLOB    NOT NULL                                   -- the document as JSON, zlib
) STRICT;
CREATE INDEX text_cache_age ON text_cache (kept_at);

-- Search over statements. The program cuts texts into tokens (bigrams of folded Han, words of folded Latin) and hands
-- them over separated by spaces. `ascii` takes every byte from 0x80 as part of a token, so that nothing is cut twice,
-- whichever Unicode version the engine knows. Contentless: what was indexed can be made again from what was stated.
CREATE VIRTUAL TABLE search_claim USING fts5 (names, body, content = '', columnsize = 0, tokenize = 'ascii');
CREATE VIRTUAL TABLE search_document USING fts5 (names, body, content = '', columnsize = 0, tokenize = 'ascii');
INSERT INTO search_claim (search_claim, rank) VALUES ('secure-delete', 1);
INSERT INTO search_document (search_document, rank) VALUES ('secure-delete', 1);
