-- The tables of a portal's store (SQLite 3.35 or newer). Times are ISO 8601 with their offset; lists are JSON.
-- PRAGMA user_version holds the schema's version: crawler/store/schema.py sets and checks it.

CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,            -- sontay-20261124T023637Z
    portal TEXT NOT NULL,
    arguments TEXT NOT NULL,            -- JSON with sorted keys: equal arguments are equal text
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'interrupted', 'failed')),
    started_at TEXT NOT NULL,
    finished_at TEXT,
    stats TEXT NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX runs_by_portal ON runs (portal, status);

-- What is true of an article whatever its text: its address and when it was seen.
CREATE TABLE articles (
    article_id TEXT PRIMARY KEY,        -- sontay:2285084
    portal TEXT NOT NULL,
    number INTEGER,                     -- the id's number, by which articles are ordered
    url TEXT NOT NULL,
    version INTEGER NOT NULL,           -- the current one of `versions`
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,         -- the latest answer that had it, "not modified" among them
    gone_at TEXT,
    etag TEXT,                          -- what the server gave for conditional requests, with the current text
    last_modified TEXT,
    due_at TEXT,                        -- when it is to be visited again (crawler/store/revisit.py), as `clock.stamp` writes
                                        -- it; none until the start of the next run computes it
    address TEXT,                       -- the address that last answered, if that is another than `url`
    checksum TEXT                       -- of the row, its categories and observations (crawler/store/sealing.py)
) STRICT;
CREATE INDEX articles_unsealed ON articles (checksum) WHERE checksum IS NULL;

-- How many articles each portal has: a crawl asks often, and must not count them each time.
CREATE TABLE article_counts (
    portal TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_in_order ON articles (portal, number, article_id);
CREATE INDEX articles_due ON articles (portal, due_at);

-- By which policy `articles.due_at` was last computed, as JSON of the profile's `revisit`.
CREATE TABLE portals (
    portal TEXT PRIMARY KEY,
    revisit TEXT NOT NULL
) STRICT;

-- Articles that the portal names and that could never be had; `tries` counts the runs that tried.
CREATE TABLE missed (
    article_id TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due_at TEXT NOT NULL
) STRICT;
CREATE INDEX missed_due ON missed (portal, due_at);

-- The listings of a portal, and when each was last walked to its end.
CREATE TABLE listings (
    portal TEXT NOT NULL,
    key TEXT NOT NULL,                  -- canonical address of its first page
    category TEXT,
    walked_at TEXT NOT NULL,
    PRIMARY KEY (portal, key)
) STRICT, WITHOUT ROWID;

-- What the listing of a category calls an article, as a crawl last saw it.
CREATE TABLE listed_titles (
    article_id TEXT NOT NULL,
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (article_id, category)
) STRICT, WITHOUT ROWID;

-- The articles on the first page of a listing, as a crawl last saw it.
CREATE TABLE first_pages (
    portal TEXT NOT NULL,
    key TEXT NOT NULL,                  -- as in `listings`
    articles TEXT NOT NULL,             -- JSON: their ids in order
    PRIMARY KEY (portal, key)
) STRICT, WITHOUT ROWID;

-- The WARC files, each of one run. What lies behind `length` was never committed and is no part of the archive.
CREATE TABLE archives (
    file TEXT PRIMARY KEY,              -- its name in DATA/archive
    portal TEXT NOT NULL,
    run_id TEXT NOT NULL,
    length INTEGER NOT NULL DEFAULT 0,
    last_fetched_at TEXT,               -- of its last response
    removed_at TEXT                     -- when retention deleted the file
) STRICT;
CREATE INDEX archives_by_run ON archives (run_id);
CREATE INDEX archives_by_portal ON archives (portal);

-- What monitors found wrong, from when it was first seen until it was right again.
CREATE TABLE alerts (
    seq INTEGER PRIMARY KEY,
    portal TEXT NOT NULL,
    monitor TEXT NOT NULL,
    message TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT
) STRICT;
CREATE INDEX alerts_open ON alerts (portal, monitor) WHERE until IS NULL;

-- The texts an article has had, each with the fetch that brought it first. Their numbers follow the moments at which
-- the texts were seen: what an archive saw earlier is put in between.
CREATE TABLE versions (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    version INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    -- These two are asked for without the texts: SQLite reads a long row as far as the last column that is wanted.
    checksum TEXT,                      -- of the row
    published_at TEXT,
    category TEXT,
    title TEXT,
    lead TEXT,
    paragraphs TEXT NOT NULL,
    author TEXT,
    author_raw TEXT,
    source TEXT,
    published_raw TEXT,
    published_precision TEXT,
    published_evidence TEXT,
    published_time_inferred INTEGER NOT NULL,
    images TEXT NOT NULL,
    attachments TEXT NOT NULL,
    links TEXT NOT NULL,
    problems TEXT NOT NULL,
    parser_version TEXT,
    fetched_from TEXT,
    capture_source TEXT,
    captured_at TEXT,
    run_id TEXT,
    fetched_at TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    PRIMARY KEY (article_id, version)
) STRICT;
CREATE INDEX versions_unsealed ON versions (checksum) WHERE checksum IS NULL;

-- The files that articles offer, one row per address: what the last answer said, and the last content that came.
CREATE TABLE files (
    portal TEXT NOT NULL,
    url TEXT NOT NULL,                  -- as articles name it
    status TEXT NOT NULL,               -- crawler/store/attached_files.py names them
    answered_at TEXT NOT NULL,
    sha256 TEXT,
    media_type TEXT,                    -- of the content
    size INTEGER,
    etag TEXT,                          -- what the server gave for conditional requests
    last_modified TEXT,
    run_id TEXT,
    warc_file TEXT,
    warc_offset INTEGER,
    PRIMARY KEY (portal, url)
) STRICT;
CREATE INDEX files_by_content ON files (sha256);

-- Which articles offer a file, in any version. A file may be known before its article: no reference to either.
CREATE TABLE file_links (
    url TEXT NOT NULL,
    article_id TEXT NOT NULL,
    PRIMARY KEY (url, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_links_by_article ON file_links (article_id);

-- The contents of files that were read, and by which reader (pipelines/file_texts).
CREATE TABLE file_contents (
    sha256 TEXT PRIMARY KEY,
    reader TEXT NOT NULL,
    status TEXT NOT NULL,
    checksum TEXT NOT NULL              -- of its pages
) STRICT, WITHOUT ROWID;

-- Their pages.
CREATE TABLE file_pages (
    sha256 TEXT NOT NULL,
    place INTEGER NOT NULL,             -- the order of the pages
    member TEXT,
    page INTEGER NOT NULL,
    text TEXT,
    method TEXT NOT NULL,
    confidence INTEGER,
    PRIMARY KEY (sha256, place)
) STRICT;

-- Every category that an article was listed in. A listing may be read before the article: no reference to it.
CREATE TABLE article_categories (
    article_id TEXT NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (article_id, category)
) STRICT, WITHOUT ROWID;

-- What listings and feeds print as the date of an article: a witness of what its own page leaves open.
CREATE TABLE listed_dates (
    article_id TEXT NOT NULL,
    evidence TEXT NOT NULL CHECK (evidence IN ('listing', 'feed')),
    text TEXT NOT NULL,
    PRIMARY KEY (article_id, evidence)
) STRICT, WITHOUT ROWID;

-- The portal's own count of views, as it was at a moment.
CREATE TABLE observations (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    observed_at TEXT NOT NULL,
    view_count INTEGER NOT NULL,
    run_id TEXT,
    PRIMARY KEY (article_id, observed_at)
) STRICT, WITHOUT ROWID;

-- The language work on a version. `state` is that of the last attempt; the results of the last good one stay.
CREATE TABLE annotations (
    article_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    checksum TEXT,                      -- of the row; in front of the texts, as above
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
    pipeline_version TEXT,
    annotated_at TEXT,
    word_count INTEGER,
    sentences BLOB,                     -- JSON, packed with zlib
    entities TEXT NOT NULL DEFAULT '[]',
    documents TEXT NOT NULL DEFAULT '[]',
    official_documents TEXT NOT NULL DEFAULT '[]',
    offices TEXT NOT NULL DEFAULT '[]',
    problems TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (article_id, version),
    FOREIGN KEY (article_id, version) REFERENCES versions ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX annotations_unsealed ON annotations (checksum) WHERE checksum IS NULL;
CREATE INDEX annotations_by_state ON annotations (state, pipeline_version, article_id, version);

-- Captures of web archives and of files at hand: what an index names, and what was read.
CREATE TABLE captures (
    portal TEXT NOT NULL,
    url TEXT NOT NULL,                  -- as it was captured
    captured_at TEXT NOT NULL,          -- as `clock.stamp` writes it
    article_id TEXT,                    -- none for a page that may list articles
    page TEXT NOT NULL,                 -- what it is a capture of: an article's id, or the canonical address
    source TEXT NOT NULL,
    status INTEGER,                     -- of the answer, where it is known
    digest TEXT,                        -- of its body, as the archive has it
    place TEXT,                         -- JSON: where its record stands in the archive, where one asks by that
    outcome TEXT,                       -- what was found in it; none for one that was not read
    file TEXT,                          -- where our archive has its answer
    offset INTEGER,
    PRIMARY KEY (portal, url, captured_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_by_page ON captures (portal, page, captured_at);
CREATE INDEX captures_by_digest ON captures (portal, digest);

-- Articles that a listing in an archive names, whether any archive has them or not.
CREATE TABLE listed (
    article_id TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT,
    day TEXT,                           -- of publication, as the listing says
    listed_at TEXT NOT NULL,            -- when the listing was captured that was the last to name it
    source TEXT
) STRICT, WITHOUT ROWID;

-- All that was dropped, skipped, failed or repaired.
CREATE TABLE problems (
    seq INTEGER PRIMARY KEY,
    run_id TEXT,
    portal TEXT NOT NULL,
    article_id TEXT,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    url TEXT,
    noted_at TEXT NOT NULL
) STRICT;
CREATE INDEX problems_by_article ON problems (article_id, run_id) WHERE article_id IS NOT NULL;
CREATE INDEX problems_by_run ON problems (run_id, kind);

-- Requests of unfinished runs: crawler/store/frontier.py reads and writes them.
CREATE TABLE frontier (
    seq INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    meta TEXT NOT NULL DEFAULT '{}',
    UNIQUE (run_id, key)
) STRICT;
CREATE INDEX frontier_next ON frontier (run_id, state, priority DESC, seq);

-- A row that changes has no checksum until it is sealed, which is before its transaction ends. What a crawl notes for
-- the next visit of an article is not covered.
CREATE TRIGGER article_changed AFTER UPDATE OF portal, number, url, version, first_seen_at, last_seen_at, gone_at
ON articles BEGIN
    UPDATE articles SET checksum = NULL WHERE article_id = new.article_id;
END;
CREATE TRIGGER version_changed AFTER UPDATE ON versions
WHEN old.checksum IS NOT NULL AND new.checksum IS old.checksum BEGIN
    UPDATE versions SET checksum = NULL WHERE article_id = new.article_id AND version = new.version;
END;
CREATE TRIGGER annotation_changed AFTER UPDATE ON annotations
WHEN old.checksum IS NOT NULL AND new.checksum IS old.checksum BEGIN
    UPDATE annotations SET checksum = NULL WHERE article_id = new.article_id AND version = new.version;
END;
CREATE TRIGGER category_added AFTER INSERT ON article_categories BEGIN
    UPDATE articles SET checksum = NULL WHERE article_id = new.article_id;
END;
CREATE TRIGGER category_removed AFTER DELETE ON article_categories BEGIN
    UPDATE articles SET checksum = NULL WHERE article_id = old.article_id;
END;
CREATE TRIGGER observation_added AFTER INSERT ON observations BEGIN
    UPDATE articles SET checksum = NULL WHERE article_id = new.article_id;
END;
CREATE TRIGGER observation_removed AFTER DELETE ON observations BEGIN
    UPDATE articles SET checksum = NULL WHERE article_id = old.article_id;
END;
CREATE TRIGGER article_counted AFTER INSERT ON articles BEGIN
    INSERT INTO article_counts (portal, articles) VALUES (new.portal, 1)
    ON CONFLICT (portal) DO UPDATE SET articles = articles + 1;
END;
CREATE TRIGGER article_uncounted AFTER DELETE ON articles BEGIN
    UPDATE article_counts SET articles = articles - 1 WHERE portal = old.portal;
END;
