SELECT substr(a.published_at, 1, 7) AS month, p.name AS person, s.role, s.body, count(DISTINCT s.id) AS articles
FROM positions AS s JOIN people AS p USING (person_id) JOIN articles AS a USING (id)
WHERE s.body IS NOT NULL AND NOT s.former AND a.published_at IS NOT NULL
GROUP BY month, s.person_id, p.name, s.role, s.body
ORDER BY month DESC, articles DESC, p.name, s.role, s.body, s.person_id
LIMIT 100
