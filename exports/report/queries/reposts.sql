SELECT coalesce(v.title, a.article_id) AS title, count(*) AS repeats, a.article_id
FROM fingerprints AS f JOIN articles AS a ON a.article_id = f.near_duplicate_of
JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version
GROUP BY a.article_id ORDER BY repeats DESC, a.article_id LIMIT 15
