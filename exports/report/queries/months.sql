SELECT substr(v.published_at, 1, 7) AS month, count(*) AS articles
FROM articles JOIN versions AS v USING (article_id, version)
WHERE v.published_at IS NOT NULL GROUP BY month ORDER BY month
