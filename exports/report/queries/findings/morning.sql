-- Articles published before noon. Claimed from 100 articles known to the minute, where six of ten at least appear before noon
-- and that is more than half by three standard errors.
WITH hours AS (
  SELECT CAST(substr(d.published_at, 12, 2) AS INTEGER) AS hour, count(*) AS articles
  FROM dated AS d JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
  WHERE v.published_precision = 'minute' GROUP BY hour
), told AS (
  SELECT sum(articles) AS articles, sum(CASE WHEN hour < 12 THEN articles ELSE 0 END) AS morning FROM hours
)
SELECT articles, morning, CAST(round(100.0 * morning / articles) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(t.hour, t.articles)) FROM (SELECT hour, articles FROM hours ORDER BY hour) AS t) AS series
FROM told
WHERE articles >= 100 AND morning >= 0.6 * articles AND (morning - articles / 2.0) * (morning - articles / 2.0) > 9 * articles / 4.0
