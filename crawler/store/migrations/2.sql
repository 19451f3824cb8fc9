-- From schema 1 to 2: what nightly runs need to know. crawler/store/schema.sql explains the columns and tables.
ALTER TABLE articles ADD COLUMN etag TEXT;
ALTER TABLE articles ADD COLUMN last_modified TEXT;
ALTER TABLE articles ADD COLUMN due_at TEXT;
ALTER TABLE articles ADD COLUMN address TEXT;
CREATE INDEX articles_due ON articles (portal, due_at);

CREATE TABLE portals (
    portal TEXT PRIMARY KEY,
    revisit TEXT NOT NULL
) STRICT;

CREATE TABLE missed (
    article_id TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due_at TEXT NOT NULL
) STRICT;
CREATE INDEX missed_due ON missed (portal, due_at);

CREATE TABLE listings (
    portal TEXT NOT NULL,
    key TEXT NOT NULL,
    category TEXT,
    walked_at TEXT NOT NULL,
    PRIMARY KEY (portal, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE archives (
    file TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    run_id TEXT NOT NULL,
    length INTEGER NOT NULL DEFAULT 0,
    last_fetched_at TEXT,
    removed_at TEXT
) STRICT;
CREATE INDEX archives_by_run ON archives (run_id);
CREATE INDEX archives_by_portal ON archives (portal);

CREATE TABLE nights (
    night_id TEXT PRIMARY KEY,
    portals TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL DEFAULT '{}'
) STRICT;

CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY,
    portal TEXT NOT NULL,
    monitor TEXT NOT NULL,
    message TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;
CREATE INDEX alerts_open ON alerts (portal, monitor) WHERE until IS NULL;
