-- Tables that several queries read; each query below stands with those that it needs. They last as long as the connection.

-- The articles whose date is known. A period is a month where all dates lie within a year and a half, else a year.
CREATE TEMP TABLE IF NOT EXISTS dated AS
WITH span AS (
  SELECT CASE WHEN julianday(max(v.published_at)) - julianday(min(v.published_at)) < 550 THEN 7 ELSE 4 END AS letters
  FROM articles JOIN versions AS v USING (article_id, version)
)
SELECT article_id, v.title, v.published_at, substr(v.published_at, 1, 10) AS day,
       substr(v.published_at, 1, 7) AS month, substr(v.published_at, 1, 4) AS year,
       substr(v.published_at, 1, s.letters) AS period
FROM span AS s CROSS JOIN articles JOIN versions AS v USING (article_id, version)
WHERE v.published_at IS NOT NULL;

-- Who and what the articles name: a row for each name of an article.
CREATE TEMP TABLE IF NOT EXISTS named AS
SELECT n.article_id, json_extract(e.value, '$.label') AS label,
       coalesce(json_extract(e.value, '$.canonical'), json_extract(e.value, '$.text')) AS name, count(*) AS mentions
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
GROUP BY n.article_id, label, name;

-- Which documents the articles cite: a row for each document of an article.
CREATE TEMP TABLE IF NOT EXISTS cited AS
SELECT n.article_id,
       CASE WHEN json_extract(d.value, '$.number') IS NULL THEN json_extract(d.value, '$.text')
            ELSE coalesce(json_extract(d.value, '$.type') || ' ', '') || json_extract(d.value, '$.number')
       END AS document, max(json_extract(d.value, '$.issuer')) AS issuer, count(*) AS mentions
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.documents) AS d
GROUP BY n.article_id, document;

-- The administrative units that the articles name, in places and in the names of bodies. `successors` are their codes.
CREATE TEMP TABLE IF NOT EXISTS units AS
SELECT n.article_id, json_extract(e.value, '$.unit_code') AS unit,
       max(json_extract(e.value, '$.unit_successors')) AS successors,
       max(json_extract(e.value, '$.unit_status') = 'former') AS former,
       max(CASE WHEN json_extract(e.value, '$.label') = 'LOC' THEN json_extract(e.value, '$.canonical') END) AS name
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
WHERE json_extract(e.value, '$.unit_code') IS NOT NULL GROUP BY n.article_id, unit;

-- The count of views that was observed last.
CREATE TEMP TABLE IF NOT EXISTS viewed AS
SELECT article_id, view_count, max(julianday(observed_at)) AS observed FROM observations GROUP BY article_id;
