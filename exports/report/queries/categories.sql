SELECT c.category, count(*) AS articles
FROM article_categories AS c JOIN articles USING (article_id)
GROUP BY c.category ORDER BY articles DESC, c.category LIMIT 20
