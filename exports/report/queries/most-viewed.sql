WITH latest AS (
  SELECT article_id, view_count, max(julianday(observed_at)) FROM observations GROUP BY article_id
)
SELECT coalesce(v.title, a.article_id) AS title, l.view_count, a.article_id
FROM latest AS l JOIN articles AS a USING (article_id) JOIN versions AS v USING (article_id, version)
ORDER BY l.view_count DESC, a.article_id LIMIT 10
