SELECT a.portal, count(*) AS articles,
       min(substr(v.published_at, 1, 10)) AS earliest, max(substr(v.published_at, 1, 10)) AS latest,
       sum(n.state = 'done') AS annotated, count(a.gone_at) AS gone,
       count(f.near_duplicate_of) AS near_duplicates, substr(max(a.last_seen_at), 1, 10) AS last_crawled
FROM articles AS a
JOIN versions AS v USING (article_id, version)
LEFT JOIN annotations AS n USING (article_id, version)
LEFT JOIN near_duplicates AS f USING (article_id)
GROUP BY a.portal ORDER BY a.portal
