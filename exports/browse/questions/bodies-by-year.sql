WITH bodies AS (SELECT id, value AS name FROM facets WHERE kind = 'body'),
most AS (SELECT name FROM bodies GROUP BY name ORDER BY count(*) DESC, name LIMIT 5)
SELECT name AS body, substr(published_at, 1, 4) AS year, count(*) AS articles
FROM bodies JOIN articles USING (id)
WHERE name IN (SELECT name FROM most) AND published_at IS NOT NULL
GROUP BY name, year
ORDER BY name, year
