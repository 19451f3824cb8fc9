SELECT coalesce(json_extract(e.value, '$.canonical'), json_extract(e.value, '$.text')) AS name,
       count(DISTINCT n.article_id) AS articles, count(*) AS mentions
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
WHERE json_extract(e.value, '$.label') = 'PER'
GROUP BY name ORDER BY articles DESC, mentions DESC, name LIMIT 15
