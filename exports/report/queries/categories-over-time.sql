-- Months where all dates lie within a year and a half, else years.
WITH span AS (
  SELECT CASE WHEN julianday(max(v.published_at)) - julianday(min(v.published_at)) < 550 THEN 7 ELSE 4 END AS letters
  FROM articles JOIN versions AS v USING (article_id, version)
), largest AS (
  SELECT category, count(*) AS articles FROM article_categories JOIN articles USING (article_id)
  GROUP BY category ORDER BY articles DESC, category LIMIT 12
)
SELECT l.category, substr(v.published_at, 1, s.letters) AS period, count(*) AS articles
FROM span AS s CROSS JOIN largest AS l JOIN article_categories AS c USING (category)
JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
WHERE v.published_at IS NOT NULL
GROUP BY l.category, period ORDER BY l.articles DESC, l.category, period
