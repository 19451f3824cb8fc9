SELECT coalesce(canonical, text) AS place, unit_code, unit_successors, count(DISTINCT id) AS articles
FROM entities
WHERE label = 'LOC' AND unit_successors IS NOT NULL
GROUP BY place, unit_code, unit_successors
ORDER BY articles DESC, place, unit_code
LIMIT 20
