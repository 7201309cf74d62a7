-- Names as they are typed: by sound, with a letter wrong, by their consonants. Derived like the views.
CREATE TABLE view_entity_near (
    key    TEXT    NOT NULL,                                    -- see `near.rs`
    entity INTEGER NOT NULL REFERENCES view_entity (no),
    PRIMARY KEY (key, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX view_entity_near_entity ON view_entity_near (entity);

-- Sums of money that an event is about, in whole units of their currency.
CREATE TABLE view_event_amount (
    event    INTEGER NOT NULL REFERENCES view_event (no),
    low      REAL    NOT NULL,
    high     REAL    NOT NULL,
    currency TEXT    NOT NULL,                                  -- ISO 4217, or empty
    PRIMARY KEY (event, low, high, currency)
) STRICT;
CREATE INDEX view_event_amount_low ON view_event_amount (low);
CREATE INDEX view_event_amount_high ON view_event_amount (high);

-- They fill when views are next made.
UPDATE view_state SET seq = 0, made_by = '';
