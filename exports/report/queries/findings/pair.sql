-- The pair of people named together most. Claimed from 15 articles, where half of those that name the one name the other,
-- too, and three times as many as their numbers alone would bring together.
WITH people AS MATERIALIZED (
  SELECT article_id, name FROM named WHERE label = 'PER'
), counted AS (
  SELECT name, count(*) AS articles FROM people GROUP BY name HAVING count(*) >= 15
), pairs AS (
  SELECT one.name AS person, other.name AS other, count(*) AS together
  FROM counted JOIN people AS one USING (name) JOIN people AS other USING (article_id)
  WHERE one.name <> other.name GROUP BY person, other HAVING count(*) >= 15
), measured AS (
  SELECT p.person, p.other, p.together, c.articles, CAST(round(100.0 * p.together / c.articles) AS INTEGER) AS share,
         1.0 * c.articles * o.articles / (SELECT count(DISTINCT article_id) FROM named) AS by_chance
  FROM pairs AS p JOIN counted AS c ON c.name = p.person JOIN counted AS o ON o.name = p.other
)
SELECT person, other, together, articles, share,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT d.year, count(*) AS articles FROM people AS a JOIN people AS b USING (article_id) JOIN dated AS d USING (article_id)
          WHERE a.name = person AND b.name = other GROUP BY d.year ORDER BY d.year
        ) AS t) AS series
FROM measured WHERE share >= 50 AND together >= 3 * by_chance
ORDER BY together DESC, share DESC, person LIMIT 1
