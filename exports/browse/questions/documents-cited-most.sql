SELECT type, number, count(DISTINCT id) AS articles
FROM documents
WHERE type IS NOT NULL AND number IS NOT NULL
GROUP BY type, number
ORDER BY articles DESC, type, number
LIMIT 20
