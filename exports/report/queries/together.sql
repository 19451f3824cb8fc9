WITH named AS MATERIALIZED (
  SELECT DISTINCT n.article_id, coalesce(json_extract(e.value, '$.canonical'), json_extract(e.value, '$.text')) AS name
  FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
  WHERE json_extract(e.value, '$.label') = 'PER'
),
most AS (SELECT name, count(*) AS articles FROM named GROUP BY name ORDER BY articles DESC, name LIMIT 12)
SELECT one.name AS person, other.name AS named_with, count(*) AS articles
FROM named AS one JOIN named AS other USING (article_id)
WHERE one.name <> other.name AND one.name IN (SELECT name FROM most) AND other.name IN (SELECT name FROM most)
GROUP BY person, named_with ORDER BY person, named_with
