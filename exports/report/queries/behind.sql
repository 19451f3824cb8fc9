-- The newest articles behind each mark of a chart, and how many there are.
WITH hits AS (
  {hits}
), ranked AS (
  SELECT h.key, a.url, v.title, substr(v.published_at, 1, 10) AS day, a.article_id, count(*) OVER (PARTITION BY h.key) AS articles,
         row_number() OVER (PARTITION BY h.key ORDER BY v.published_at DESC, a.article_id) AS place
  FROM hits AS h JOIN articles AS a USING (article_id) JOIN versions AS v USING (article_id, version)
  WHERE h.key IN (SELECT value FROM json_each(:keys))
)
SELECT key, articles, day, title, url, article_id FROM ranked WHERE place <= :most ORDER BY key, place
