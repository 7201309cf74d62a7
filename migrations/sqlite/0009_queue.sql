-- What a screen for reviewers asks at every key, kept as it changes instead of worked out each time.

-- The queue in outline, beside `view_task`, which holds all that is shown.
CREATE TABLE queue (
    no       INTEGER PRIMARY KEY,
    id       TEXT    NOT NULL UNIQUE,
    kind     TEXT    NOT NULL,
    judges   INTEGER NOT NULL,
    heap     TEXT    NOT NULL,                                  -- what it stands together with
    why      TEXT    NOT NULL,                                  -- codes, parted by spaces
    a        TEXT,                                              -- of a pair of names, the two entities
    b        TEXT,
    live     INTEGER NOT NULL,                                  -- 1 while it still asks something, see the triggers
    decided  INTEGER NOT NULL,                                  -- how many people could tell
    disputed INTEGER NOT NULL                                   -- 1 where two of them differ
) STRICT;
CREATE INDEX queue_open ON queue (disputed DESC, no) WHERE live AND (decided < judges OR disputed);
CREATE INDEX queue_a ON queue (a) WHERE a IS NOT NULL;
CREATE INDEX queue_b ON queue (b) WHERE b IS NOT NULL;

-- Who has judged what, by judgements that stand: claims by their id, pairs of names as `A~B`.
CREATE TABLE said (
    task     TEXT    NOT NULL,
    reviewer TEXT    NOT NULL,
    decided  INTEGER NOT NULL,                                  -- 0 where it could not be told
    PRIMARY KEY (task, reviewer)
) STRICT, WITHOUT ROWID;
CREATE INDEX said_reviewer ON said (reviewer, task);

-- Claims on which two people differ. The program fills it after this step, and keeps it.
CREATE TABLE disputed (
    claim TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

ALTER TABLE name_judgement ADD COLUMN pair TEXT;                -- `A~B`, the smaller id first
UPDATE name_judgement SET pair =
    (SELECT min(k.body ->> '$.a', k.body ->> '$.b') || '~' || max(k.body ->> '$.a', k.body ->> '$.b')
     FROM content k WHERE k.seq = name_judgement.seq);
CREATE INDEX name_judgement_pair ON name_judgement (pair, seq);
CREATE INDEX judgement_reviewer ON judgement (reviewer, seq) WHERE until_seq IS NULL;
CREATE INDEX judgement_pace ON judgement (reviewer, taken_ms) WHERE until_seq IS NULL AND taken_ms IS NOT NULL;

INSERT INTO said (task, reviewer, decided)
    SELECT claim, reviewer, max(decided) FROM judgement WHERE until_seq IS NULL GROUP BY claim, reviewer;
INSERT OR REPLACE INTO said (task, reviewer, decided)
    SELECT n.pair, k.body ->> '$.author', k.body ->> '$.word' <> 'unsure'
    FROM name_judgement n JOIN content k ON k.seq = n.seq
    WHERE n.until_seq IS NULL AND n.pair IS NOT NULL ORDER BY n.seq;

-- A claim asks while it stands, or while a part of a split is in view under its id; a pair while both entities are there.
CREATE TRIGGER queue_claim_in AFTER INSERT ON claim WHEN NEW.until_seq IS NULL
BEGIN UPDATE queue SET live = 1 WHERE id = NEW.id AND kind = 'claim'; END;
CREATE TRIGGER queue_claim_ends AFTER UPDATE OF until_seq ON claim
BEGIN
    UPDATE queue SET live = EXISTS (SELECT 1 FROM claim c WHERE c.id = NEW.id AND c.until_seq IS NULL)
                         OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = NEW.id)
    WHERE id = NEW.id AND kind = 'claim';
END;
CREATE TRIGGER queue_claim_out AFTER DELETE ON claim
BEGIN
    UPDATE queue SET live = EXISTS (SELECT 1 FROM claim c WHERE c.id = OLD.id AND c.until_seq IS NULL)
                         OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = OLD.id)
    WHERE id = OLD.id AND kind = 'claim';
END;
CREATE TRIGGER queue_part_in AFTER INSERT ON view_part
BEGIN UPDATE queue SET live = 1 WHERE id = NEW.claim AND kind = 'claim'; END;
CREATE TRIGGER queue_part_out AFTER DELETE ON view_part
BEGIN
    UPDATE queue SET live = EXISTS (SELECT 1 FROM claim c WHERE c.id = OLD.claim AND c.until_seq IS NULL)
    WHERE id = OLD.claim AND kind = 'claim';
END;
CREATE TRIGGER queue_entity_in AFTER INSERT ON view_entity
BEGIN
    UPDATE queue SET live = EXISTS (SELECT 1 FROM view_entity e WHERE e.id = queue.b) WHERE a = NEW.id;
    UPDATE queue SET live = EXISTS (SELECT 1 FROM view_entity e WHERE e.id = queue.a) WHERE b = NEW.id;
END;
CREATE TRIGGER queue_entity_out AFTER DELETE ON view_entity
BEGIN
    UPDATE queue SET live = 0 WHERE a = OLD.id;
    UPDATE queue SET live = 0 WHERE b = OLD.id;
END;
-- By which settings the queue was made, and how far the views had come.
CREATE TABLE queue_made (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    by  TEXT    NOT NULL
) STRICT;
CREATE TRIGGER queue_out AFTER DELETE ON view_task
BEGIN
    DELETE FROM queue WHERE no = OLD.no;
    DELETE FROM queue_made;
END;

INSERT INTO queue (no, id, kind, judges, heap, why, a, b, live, decided, disputed)
    SELECT t.no, t.id, t.kind, t.judges, t.body ->> '$.group',
           coalesce((SELECT group_concat(w.value ->> '$.code', ' ') FROM json_each(t.body, '$.why') w), ''),
           CASE t.kind WHEN 'names' THEN substr(t.id, 1, instr(t.id, '~') - 1) END,
           CASE t.kind WHEN 'names' THEN substr(t.id, instr(t.id, '~') + 1) END,
           CASE t.kind
               WHEN 'claim' THEN EXISTS (SELECT 1 FROM claim c WHERE c.id = t.id AND c.until_seq IS NULL)
                              OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = t.id)
               ELSE (SELECT count(*) FROM view_entity e
                     WHERE e.id IN (substr(t.id, 1, instr(t.id, '~') - 1), substr(t.id, instr(t.id, '~') + 1))) = 2
           END,
           (SELECT count(*) FROM said s WHERE s.task = t.id AND s.decided), 0
    FROM view_task t;
