SELECT stage || ': ' || kind AS problem, count(*) AS times, count(DISTINCT article_id) AS articles
FROM problems GROUP BY stage, kind ORDER BY times DESC, problem LIMIT 20
