-- What is derived from the statements: replaced as a whole or mended in parts, never the only place of anything. Numbers
-- of rows are made from what a row is; see `place.rs`. The program takes rows out in order, so nothing here refers.

-- Claims as resolved, where that differs from how they were stated.
CREATE TABLE view_claim (
    claim text COLLATE "C" PRIMARY KEY,
    body  text NOT NULL                                         -- JSON
);

-- Claims that a split made, and claims that a judgement took out of view.
CREATE TABLE view_part (
    claim text COLLATE "C" PRIMARY KEY,
    of    text COLLATE "C" NOT NULL,
    body  text NOT NULL                                         -- JSON
);
CREATE INDEX view_part_of ON view_part (of);
CREATE TABLE view_left (
    claim text COLLATE "C" PRIMARY KEY
);

CREATE TABLE view_event (
    no              bigint PRIMARY KEY,                         -- ascending by (published_key, id)
    id              text COLLATE "C" NOT NULL UNIQUE,
    kind            text COLLATE "C" NOT NULL,
    stage           text COLLATE "C" NOT NULL,
    first_published text,
    last_published  text,
    published_key   text COLLATE "C" NOT NULL,
    documents       bigint NOT NULL,
    conflicts       bigint NOT NULL,
    fiction         boolean NOT NULL,
    title           text NOT NULL,
    body            text NOT NULL                               -- JSON
);
CREATE INDEX view_event_newest ON view_event (published_key, id);
CREATE INDEX view_event_kind ON view_event (kind, no);
CREATE INDEX view_event_stage ON view_event (stage, no);

CREATE TABLE view_event_entity (
    entity text COLLATE "C" NOT NULL,
    event  bigint NOT NULL,
    PRIMARY KEY (entity, event)
);
CREATE INDEX view_event_entity_event ON view_event_entity (event);
CREATE TABLE view_event_claim (
    claim  text COLLATE "C" NOT NULL,
    event  bigint NOT NULL,
    -- Whether a report weighs in its event: citations and noise do not. What is not known to be light weighs.
    weighs boolean NOT NULL DEFAULT TRUE,
    PRIMARY KEY (claim, event)
);
CREATE INDEX view_event_claim_event ON view_event_claim (event);
CREATE TABLE view_event_document (
    document text COLLATE "C" NOT NULL,
    event    bigint NOT NULL,
    PRIMARY KEY (document, event)
);
CREATE INDEX view_event_document_event ON view_event_document (event);

-- Sums of money that an event is about, in whole units of their currency.
CREATE TABLE view_event_amount (
    event    bigint NOT NULL,
    low      double precision NOT NULL,
    high     double precision NOT NULL,
    currency text COLLATE "C" NOT NULL,                         -- ISO 4217, or empty
    PRIMARY KEY (event, low, high, currency)
);
CREATE INDEX view_event_amount_low ON view_event_amount (low);
CREATE INDEX view_event_amount_high ON view_event_amount (high);

CREATE TABLE view_conflict (
    no    bigint PRIMARY KEY,                                   -- ascending by (published_key, id)
    id    text COLLATE "C" NOT NULL UNIQUE,
    event text COLLATE "C",
    body  text NOT NULL                                         -- JSON
);
CREATE INDEX view_conflict_event ON view_conflict (event) WHERE event IS NOT NULL;
CREATE TABLE view_conflict_entity (
    entity   text COLLATE "C" NOT NULL,
    conflict bigint NOT NULL,
    PRIMARY KEY (entity, conflict)
);
CREATE INDEX view_conflict_entity_conflict ON view_conflict_entity (conflict);

CREATE TABLE view_entity (
    no     bigint PRIMARY KEY,                                  -- made from the id
    id     text COLLATE "C" NOT NULL UNIQUE,
    class  text COLLATE "C" NOT NULL,
    name   text COLLATE "C" NOT NULL,
    events bigint NOT NULL,
    claims bigint NOT NULL,
    body   text NOT NULL                                        -- JSON
);
CREATE INDEX view_entity_listed ON view_entity (events DESC, claims DESC, name, id);
CREATE INDEX view_entity_class_listed ON view_entity (class, events DESC, claims DESC, name, id);

-- Every form of every name under its look-up key.
CREATE TABLE view_entity_form (
    key    text COLLATE "C" NOT NULL,
    entity bigint NOT NULL,
    PRIMARY KEY (key, entity)
);
CREATE INDEX view_entity_form_entity ON view_entity_form (entity);
-- Names as they are typed: by sound, with a letter wrong, by their consonants.
CREATE TABLE view_entity_near (
    key    text COLLATE "C" NOT NULL,                           -- see `near.rs`
    entity bigint NOT NULL,
    PRIMARY KEY (key, entity)
);
CREATE INDEX view_entity_near_entity ON view_entity_near (entity);

CREATE TABLE view_entity_claim (
    entity        text COLLATE "C" NOT NULL,
    published_key text COLLATE "C" NOT NULL,
    claim         text COLLATE "C" NOT NULL,
    PRIMARY KEY (entity, published_key, claim)
);

CREATE TABLE view_source (
    no        bigint PRIMARY KEY,                               -- made from the id
    id        text COLLATE "C" NOT NULL UNIQUE,
    name      text COLLATE "C" NOT NULL,
    documents bigint NOT NULL,
    claims    bigint NOT NULL,
    fiction   boolean NOT NULL
);
CREATE INDEX view_source_listed ON view_source ((documents + claims) DESC, id);
CREATE TABLE view_source_claim (
    source        text COLLATE "C" NOT NULL,
    published_key text COLLATE "C" NOT NULL,
    claim         text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, published_key, claim)
);
CREATE TABLE view_source_document (
    source        text COLLATE "C" NOT NULL,
    published_key text COLLATE "C" NOT NULL,
    document      text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, published_key, document)
);

CREATE TABLE search_event (LIKE search_claim INCLUDING ALL);
CREATE TABLE search_entity (LIKE search_claim INCLUDING ALL);

-- What people are asked, in the order in which they should be.
CREATE TABLE view_task (
    no     bigint PRIMARY KEY,
    id     text COLLATE "C" NOT NULL UNIQUE,
    kind   text COLLATE "C" NOT NULL,
    judges bigint NOT NULL,
    body   text NOT NULL                                        -- JSON
);

-- The queue in outline, beside `view_task`, which holds all that is shown.
CREATE TABLE queue (
    no       bigint PRIMARY KEY,
    id       text COLLATE "C" NOT NULL UNIQUE,
    kind     text COLLATE "C" NOT NULL,
    judges   bigint NOT NULL,
    heap     text NOT NULL,                                     -- what it stands together with
    why      text NOT NULL,                                     -- codes, parted by spaces
    a        text COLLATE "C",                                  -- of a pair of names, the two entities
    b        text COLLATE "C",
    live     boolean NOT NULL,                                  -- while it still asks something, see the triggers
    decided  bigint NOT NULL,                                   -- how many people could tell
    disputed boolean NOT NULL                                   -- where two of them differ
);
CREATE INDEX queue_open ON queue (disputed DESC, no) WHERE live AND (decided < judges OR disputed);
CREATE INDEX queue_a ON queue (a) WHERE a IS NOT NULL;
CREATE INDEX queue_b ON queue (b) WHERE b IS NOT NULL;
-- By which settings the queue was made, and how far the views had come.
CREATE TABLE queue_made (
    one integer PRIMARY KEY CHECK (one = 1),
    seq bigint NOT NULL,
    by  text NOT NULL
);

-- A claim asks while it stands, or while a part of a split is in view under its id; a pair while both entities are there.
CREATE FUNCTION queue_asks(about text) RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
    UPDATE queue SET live = EXISTS (SELECT 1 FROM claim c WHERE c.id = about AND c.until_seq IS NULL)
                         OR EXISTS (SELECT 1 FROM view_part p WHERE p.claim = about)
    WHERE id = about AND kind = 'claim'
$$;
CREATE FUNCTION queue_claim() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM queue_asks(CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END $$;
CREATE TRIGGER queue_claim AFTER INSERT OR DELETE OR UPDATE OF until_seq ON claim
    FOR EACH ROW EXECUTE FUNCTION queue_claim();
CREATE FUNCTION queue_part() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM queue_asks(CASE TG_OP WHEN 'DELETE' THEN OLD.claim ELSE NEW.claim END);
    RETURN NULL;
END $$;
CREATE TRIGGER queue_part AFTER INSERT OR DELETE ON view_part FOR EACH ROW EXECUTE FUNCTION queue_part();
CREATE FUNCTION queue_entity() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE queue SET live = EXISTS (SELECT 1 FROM view_entity e WHERE e.id = queue.b) WHERE a = NEW.id;
        UPDATE queue SET live = EXISTS (SELECT 1 FROM view_entity e WHERE e.id = queue.a) WHERE b = NEW.id;
    ELSE
        UPDATE queue SET live = FALSE WHERE a = OLD.id OR b = OLD.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_entity AFTER INSERT OR DELETE ON view_entity FOR EACH ROW EXECUTE FUNCTION queue_entity();
CREATE FUNCTION queue_out() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM queue WHERE no = OLD.no;
    DELETE FROM queue_made;
    RETURN NULL;
END $$;
CREATE TRIGGER queue_out AFTER DELETE ON view_task FOR EACH ROW EXECUTE FUNCTION queue_out();

-- What is found by what: names, sounds, blocks, sources; each with how often. Derived like the views, and only with them.
CREATE TABLE view_key (
    key    text COLLATE "C" NOT NULL,
    member text COLLATE "C" NOT NULL,
    n      bigint NOT NULL,
    PRIMARY KEY (key, member)
);
-- Who is who in the documents of a name.
CREATE TABLE view_names (
    doc  text COLLATE "C" PRIMARY KEY,
    body text NOT NULL                                          -- JSON
);
-- What the views hold of a claim or of a document.
CREATE TABLE view_made (
    id   text COLLATE "C" PRIMARY KEY,
    body text NOT NULL                                          -- JSON
);

-- How far the log had come when the views were made, and by which build and knowledge base; another makes all anew.
CREATE TABLE view_state (
    one     integer PRIMARY KEY CHECK (one = 1),
    seq     bigint NOT NULL,
    made_by text NOT NULL DEFAULT ''
);
INSERT INTO view_state (one, seq) VALUES (1, 0);

-- How many rows the views have; see `tally`.
CREATE TABLE view_tally (
    name text COLLATE "C" PRIMARY KEY CHECK (name IN ('events', 'conflicts', 'sources')),
    n    bigint NOT NULL
);
INSERT INTO view_tally (name, n) VALUES ('events', 0), ('conflicts', 0), ('sources', 0);

CREATE FUNCTION tally_view() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM tally_add(TG_ARGV[0], CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END);
    RETURN NULL;
END $$;
CREATE TRIGGER tally_event AFTER INSERT OR DELETE ON view_event FOR EACH ROW EXECUTE FUNCTION tally_view('events');
CREATE TRIGGER tally_conflict AFTER INSERT OR DELETE ON view_conflict
    FOR EACH ROW EXECUTE FUNCTION tally_view('conflicts');
CREATE TRIGGER tally_source AFTER INSERT OR DELETE ON view_source FOR EACH ROW EXECUTE FUNCTION tally_view('sources');
CREATE FUNCTION tally_entity() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    kind text := CASE TG_OP WHEN 'INSERT' THEN NEW.class ELSE OLD.class END;
BEGIN
    IF kind <> 'outlet' THEN
        PERFORM tally_add(CASE kind WHEN 'person' THEN 'people' ELSE 'organisations' END,
                          CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_entity AFTER INSERT OR DELETE ON view_entity FOR EACH ROW EXECUTE FUNCTION tally_entity();

CREATE OR REPLACE FUNCTION tally_write() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE tally SET n = n + tally_kept(name) WHERE tally_kept(name) <> 0;
    UPDATE view_tally SET n = n + tally_kept(name) WHERE tally_kept(name) <> 0;
    PERFORM set_config('tradewire.' || name, '', true)
    FROM (SELECT name FROM tally UNION ALL SELECT name FROM view_tally) t;
END $$;
