-- Articles that cite an official document. Claimed from 100 annotated articles, where 20 and a tenth at least cite one.
WITH citing AS (
  SELECT d.year, count(*) AS articles, count(c.article_id) AS citing
  FROM dated AS d JOIN articles USING (article_id) JOIN annotations AS n USING (article_id, version)
  LEFT JOIN (SELECT DISTINCT article_id FROM cited) AS c USING (article_id)
  WHERE n.state = 'done' GROUP BY d.year
)
SELECT sum(articles) AS articles, sum(citing) AS citing, CAST(round(100.0 * sum(citing) / sum(articles)) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(t.year, t.citing)) FROM (SELECT year, citing FROM citing ORDER BY year) AS t) AS series
FROM citing HAVING sum(articles) >= 100 AND sum(citing) >= 20 AND sum(citing) * 10 >= sum(articles)
