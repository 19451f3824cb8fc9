SELECT CAST(substr(v.published_at, 12, 2) AS INTEGER) AS hour,
       sum(v.published_time_inferred = 0) AS printed, sum(v.published_time_inferred = 1) AS inferred
FROM articles JOIN versions AS v USING (article_id, version)
WHERE v.published_precision = 'minute' GROUP BY hour ORDER BY hour
