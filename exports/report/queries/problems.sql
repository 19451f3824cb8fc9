SELECT stage, kind, count(*) AS times, count(DISTINCT article_id) AS articles
FROM problems GROUP BY stage, kind ORDER BY times DESC, stage, kind LIMIT 12
