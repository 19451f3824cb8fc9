WITH latest AS (
  SELECT article_id, view_count, max(julianday(observed_at)) FROM observations GROUP BY article_id
)
SELECT CASE WHEN view_count < 50 THEN 0 WHEN view_count < 100 THEN 50 WHEN view_count < 200 THEN 100
            WHEN view_count < 500 THEN 200 WHEN view_count < 1000 THEN 500 WHEN view_count < 2000 THEN 1000
            WHEN view_count < 5000 THEN 2000 ELSE 5000 END AS views_from,
       count(*) AS articles
FROM latest GROUP BY views_from ORDER BY views_from
