-- Who is named most in the twelve months up to the latest article. Claimed from 20 articles, where nobody else is named in
-- more than four fifths as many.
WITH latest AS (
  SELECT date(max(day), '-1 year') AS after, date(max(day), '-2 years') AS before FROM dated
  WHERE day <= (SELECT substr(max(last_seen_at), 1, 10) FROM articles)
), counted AS (
  SELECT name, sum(day > after) AS articles, sum(day <= after AND day > before) AS before
  FROM latest JOIN named JOIN dated USING (article_id) WHERE label = 'PER' GROUP BY name
), ranked AS (
  SELECT *, row_number() OVER (ORDER BY articles DESC, name) AS place,
         lead(articles, 1, 0) OVER (ORDER BY articles DESC, name) AS second
  FROM counted
)
SELECT name, articles, before, second,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, count(*) AS articles FROM named JOIN dated USING (article_id)
          WHERE label = 'PER' AND named.name = ranked.name GROUP BY year ORDER BY year
        ) AS t) AS series
FROM ranked WHERE place = 1 AND articles >= 20 AND second <= 0.8 * articles
