-- What share of all views the most viewed tenth of the articles has. Claimed from 200 articles with a count of views, where
-- it is four tenths at least.
WITH tenths AS (
  SELECT view_count, ntile(10) OVER (ORDER BY view_count DESC, article_id) AS tenth FROM viewed
), told AS (
  SELECT tenth, count(*) AS articles, sum(view_count) AS views FROM tenths GROUP BY tenth
)
SELECT sum(articles) AS articles,
       CAST(round(100.0 * sum(CASE WHEN tenth = 1 THEN views END) / sum(views)) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(t.tenth || '/10', t.views)) FROM (
          SELECT tenth, views FROM told ORDER BY tenth
        ) AS t) AS series
FROM told HAVING sum(articles) >= 200 AND sum(CASE WHEN tenth = 1 THEN views END) >= 0.4 * sum(views)
