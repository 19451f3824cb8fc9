WITH most AS (
  SELECT name, count(*) AS articles, sum(mentions) AS mentions FROM named WHERE label = 'ORG'
  GROUP BY name ORDER BY articles DESC, mentions DESC, name LIMIT 12
), over_time AS MATERIALIZED (
  SELECT name, period, count(*) AS articles
  FROM most JOIN named USING (name) JOIN dated USING (article_id)
  WHERE label = 'ORG' GROUP BY name, period ORDER BY name, period
)
SELECT name, articles, mentions,
       (SELECT group_concat(t.period || ': ' || t.articles, ', ') FROM over_time AS t WHERE t.name = most.name) AS periods
FROM most ORDER BY articles DESC, mentions DESC, name
