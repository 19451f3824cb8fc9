WITH people AS (SELECT id, value AS person FROM facets WHERE kind = 'person'),
-- Only those named most: the pairs of all people are many millions.
most AS (SELECT person FROM people GROUP BY person ORDER BY count(*) DESC, person LIMIT 200),
named AS MATERIALIZED (SELECT id, person FROM people WHERE person IN (SELECT person FROM most))
SELECT one.person, other.person AS named_with, count(*) AS articles
FROM named AS one JOIN named AS other USING (id)
WHERE one.person < other.person
GROUP BY one.person, named_with
ORDER BY articles DESC, one.person, named_with
LIMIT 20
