-- What belongs to no single portal (SQLite 3.35 or newer): crawler/store/collection.py. Times are as in schema.sql, whose
-- version this file has, too.

-- Nightly runs: crawls of some portals with all that follows (crawler/commands/nightly.py).
CREATE TABLE nights (
    night_id TEXT PRIMARY KEY,          -- night-20261124T190000Z
    portals TEXT NOT NULL,              -- JSON: their names
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL DEFAULT '{}'  -- JSON: what each step came to
) STRICT;

-- What near duplicates are found by, one row per article of any portal (crawler/store/fingerprints.py,
-- pipelines/mark_near_duplicates.py). An article whose row differs from its store is to be compared again.
CREATE TABLE fingerprints (
    fingerprint INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE,
    portal TEXT NOT NULL,
    content_hash TEXT NOT NULL,         -- of the text that `bands` is of
    published_at TEXT,                  -- as it was then
    first_seen_at TEXT NOT NULL,
    moment INTEGER NOT NULL,            -- `published_at` in seconds since 1970
    method TEXT NOT NULL,               -- fingerprints of different methods cannot be compared
    bands TEXT NOT NULL,                -- JSON: 64-bit integers; those of similar texts are partly the same
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)), -- 2: new, 1: to be compared again, 0: settled
    repeats TEXT,                       -- the earliest article that the text itself nearly repeats
    near_duplicate_of TEXT              -- the article at the end of that chain
) STRICT;
CREATE INDEX fingerprints_of_portal ON fingerprints (portal);
CREATE INDEX fingerprints_unsettled ON fingerprints (moment) WHERE state <> 0;
CREATE INDEX fingerprints_repeating ON fingerprints (article_id) WHERE repeats IS NOT NULL;

-- Which texts have a band, the earliest first.
CREATE TABLE fingerprint_bands (
    band INTEGER NOT NULL,
    moment INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL REFERENCES fingerprints,
    PRIMARY KEY (band, moment, fingerprint)
) STRICT, WITHOUT ROWID;
