-- Work that follows a committed change and must not be forgotten if the process ends before it is done.
CREATE TABLE upkeep (
    task TEXT PRIMARY KEY CHECK (task IN ('wipe'))
) STRICT, WITHOUT ROWID;

-- What was said about a document or a claim; the claims themselves are found through `claim`.
CREATE INDEX log_subject ON log (subject) WHERE kind <> 'claim';

-- Entries of other ledgers that were taken in here, by the hash they have there: taking them in again says nothing.
CREATE TABLE imported (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;
