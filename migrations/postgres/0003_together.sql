-- Rows that are added many at a time are checked and counted once for all of them, not one by one. Plans are kept ready, and
-- may have been made while a table was small: so that they still serve when it is large, no table is read whole.

DROP TRIGGER log_follows ON log;
CREATE OR REPLACE FUNCTION log_follows() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    -- What was added is the end of the log, without gaps, and each entry keeps the hash of the one before.
    IF (SELECT max(seq) - min(seq) + 1 <> count(*) OR max(seq) <> (SELECT max(l.seq) FROM log l) FROM added)
        OR EXISTS (
            SELECT 1 FROM added a LEFT JOIN LATERAL (SELECT l.hash FROM log l WHERE l.seq = a.seq - 1 OFFSET 0) p ON TRUE
            WHERE CASE a.seq WHEN 1 THEN a.prev <> decode(repeat('00', 32), 'hex')
                  ELSE p.hash IS NULL OR a.prev <> p.hash END
        )
    THEN
        RAISE EXCEPTION 'an entry follows the one before it';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER log_follows AFTER INSERT ON log REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION log_follows();

DROP TRIGGER tally_document ON document;
CREATE TRIGGER tally_document AFTER UPDATE OF fiction ON document FOR EACH ROW EXECUTE FUNCTION tally_document();
CREATE FUNCTION tally_documents() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
    PERFORM tally_add('documents', sign * count(*)), tally_add('fiction', sign * count(*) FILTER (WHERE fiction))
    FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_documents_in AFTER INSERT ON document REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_documents();
CREATE TRIGGER tally_documents_out AFTER DELETE ON document REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_documents();

DROP TRIGGER tally_claim ON claim;
CREATE TRIGGER tally_claim AFTER UPDATE OF until_seq ON claim FOR EACH ROW EXECUTE FUNCTION tally_claim();
CREATE FUNCTION tally_claims() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM tally_add('claims', CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END * count(*))
    FROM changed WHERE until_seq IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER tally_claims_in AFTER INSERT ON claim REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_claims();
CREATE TRIGGER tally_claims_out AFTER DELETE ON claim REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_claims();

DROP TRIGGER queue_claim ON claim;
CREATE TRIGGER queue_claim AFTER UPDATE OF until_seq ON claim FOR EACH ROW EXECUTE FUNCTION queue_claim();
CREATE FUNCTION queue_claims() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    PERFORM queue_asks(id) FROM (SELECT DISTINCT id FROM changed) c
    WHERE EXISTS (SELECT 1 FROM queue q WHERE q.id = c.id AND q.kind = 'claim');
    RETURN NULL;
END $$;
CREATE TRIGGER queue_claims_in AFTER INSERT ON claim REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION queue_claims();
CREATE TRIGGER queue_claims_out AFTER DELETE ON claim REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION queue_claims();

-- Events come and go by the thousand where views are made whole.
CREATE FUNCTION tally_views() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM tally_add(TG_ARGV[0], CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END * count(*)) FROM changed;
    RETURN NULL;
END $$;
DROP TRIGGER tally_event ON view_event;
CREATE TRIGGER tally_event_in AFTER INSERT ON view_event REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_views('events');
CREATE TRIGGER tally_event_out AFTER DELETE ON view_event REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tally_views('events');

-- That a claim stands once is kept by an index that serves nothing else: while the table was small, one on the claims that
-- stand was taken for looking up those of a document, and then read whole for every document that came.
DROP INDEX claim_stands;
CREATE UNIQUE INDEX claim_stands ON claim ((CASE WHEN until_seq IS NULL THEN id || ' ' || document END));
-- Likewise of judgements, which are looked up by their claims.
DROP INDEX judgement_reviewer;
CREATE INDEX judgement_reviewer ON judgement (reviewer, seq);
