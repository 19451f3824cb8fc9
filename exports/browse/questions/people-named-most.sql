SELECT coalesce(canonical, text) AS person, count(DISTINCT id) AS articles, count(*) AS mentions
FROM entities
WHERE label = 'PER'
GROUP BY person
ORDER BY articles DESC, mentions DESC, person
LIMIT 20
