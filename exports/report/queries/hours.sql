-- Monday is 1. Only articles of which the page, or what was inferred from it, tells the minute.
SELECT (CAST(strftime('%w', d.day) AS INTEGER) + 6) % 7 + 1 AS weekday,
       CAST(substr(d.published_at, 12, 2) AS INTEGER) AS hour,
       count(*) AS articles, sum(v.published_time_inferred) AS inferred
FROM dated AS d JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
WHERE v.published_precision = 'minute' GROUP BY weekday, hour ORDER BY weekday, hour
