-- Articles that nearly repeat an earlier one. Claimed from 200 articles and 20 repeats, where they are a twentieth at least.
WITH told AS (
  SELECT d.year, count(*) AS articles, count(f.near_duplicate_of) AS repeats
  FROM dated AS d LEFT JOIN near_duplicates AS f USING (article_id) GROUP BY d.year
)
SELECT sum(articles) AS articles, sum(repeats) AS repeats,
       CAST(round(100.0 * sum(repeats) / sum(articles)) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(t.year, t.repeats)) FROM (SELECT year, repeats FROM told ORDER BY year) AS t) AS series
FROM told HAVING sum(articles) >= 200 AND sum(repeats) >= 20 AND sum(repeats) * 20 >= sum(articles)
