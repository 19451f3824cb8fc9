-- The thirty people named in most articles, and the ninety pairs of them that most articles name.
WITH most AS (
  SELECT name, count(*) AS articles FROM named WHERE label = 'PER' GROUP BY name ORDER BY articles DESC, name LIMIT 30
), present AS MATERIALIZED (
  SELECT article_id, name, articles FROM named JOIN most USING (name) WHERE label = 'PER'
)
SELECT one.name AS person, other.name AS named_with, count(*) AS together,
       one.articles AS person_articles, other.articles AS other_articles
FROM present AS one JOIN present AS other USING (article_id)
WHERE one.name < other.name
GROUP BY one.name, other.name ORDER BY together DESC, person, named_with LIMIT 90
