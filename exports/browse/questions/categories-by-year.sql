SELECT substr(published_at, 1, 4) AS year, article_categories.category, count(*) AS articles
FROM articles JOIN article_categories USING (id)
WHERE published_at IS NOT NULL
GROUP BY year, article_categories.category
ORDER BY year, articles DESC, article_categories.category
