SELECT (CAST(strftime('%w', d.day) AS INTEGER) + 6) % 7 + 1 || '|' || CAST(substr(d.published_at, 12, 2) AS INTEGER) AS key,
       article_id
FROM dated AS d JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
WHERE v.published_precision = 'minute'
