SELECT coalesce(v.title, a.article_id) AS title, l.view_count, a.article_id, substr(v.published_at, 1, 10) AS day
FROM viewed AS l JOIN articles AS a USING (article_id) JOIN versions AS v USING (article_id, version)
ORDER BY l.view_count DESC, a.article_id LIMIT 8
