WITH named AS MATERIALIZED (
  SELECT DISTINCT n.article_id, coalesce(json_extract(e.value, '$.canonical'), json_extract(e.value, '$.text')) AS name
  FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
  WHERE json_extract(e.value, '$.label') = 'PER'
)
SELECT one.name || ' – ' || other.name AS pair, count(*) AS articles
FROM named AS one JOIN named AS other USING (article_id)
WHERE one.name < other.name GROUP BY one.name, other.name ORDER BY articles DESC, pair LIMIT 15
