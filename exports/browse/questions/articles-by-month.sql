SELECT substr(published_at, 1, 7) AS month, count(*) AS articles
FROM articles
WHERE published_at IS NOT NULL
GROUP BY month
ORDER BY month
