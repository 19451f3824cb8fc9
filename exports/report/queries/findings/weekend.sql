-- Articles by weekday. Claimed from 100 articles, where Saturday and Sunday have less than half of what two days of seven
-- would have, and that by more than three standard errors.
WITH counted AS (
  SELECT (CAST(strftime('%w', day) AS INTEGER) + 6) % 7 + 1 AS weekday, count(*) AS articles FROM dated GROUP BY weekday
), told AS (
  SELECT sum(articles) AS articles, sum(CASE WHEN weekday > 5 THEN articles ELSE 0 END) AS weekend FROM counted
)
SELECT articles, weekend, CAST(round(100.0 * weekend / articles) AS INTEGER) AS share,
       (SELECT weekday FROM counted ORDER BY counted.articles DESC, weekday LIMIT 1) AS weekday,
       (SELECT json_group_array(json_array(t.weekday, t.articles)) FROM (
          SELECT weekday, articles FROM counted ORDER BY weekday
        ) AS t) AS series
FROM told
WHERE articles >= 100 AND weekend < articles / 7.0
  AND (weekend - articles * 2 / 7.0) * (weekend - articles * 2 / 7.0) > 9 * articles * 10 / 49.0
