-- The body that most articles name, and the share of all annotated articles. Claimed from 100 annotated articles and 30 that
-- name it, where no other body is named in more than four fifths as many.
WITH counted AS (
  SELECT name, count(*) AS articles FROM named WHERE label = 'ORG' GROUP BY name
), ranked AS (
  SELECT *, row_number() OVER (ORDER BY articles DESC, name) AS place,
         lead(articles, 1, 0) OVER (ORDER BY articles DESC, name) AS second
  FROM counted
), everything AS (
  SELECT count(*) AS articles_all FROM articles JOIN annotations USING (article_id, version) WHERE state = 'done'
)
SELECT name, articles, articles_all, second, CAST(round(100.0 * articles / articles_all) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, count(*) AS articles FROM named JOIN dated USING (article_id)
          WHERE label = 'ORG' AND named.name = ranked.name GROUP BY year ORDER BY year
        ) AS t) AS series
FROM ranked JOIN everything WHERE place = 1 AND articles >= 30 AND articles_all >= 100 AND second <= 0.8 * articles
