WITH largest AS (
  SELECT category, count(*) AS articles FROM article_categories JOIN dated USING (article_id)
  GROUP BY category ORDER BY articles DESC, category LIMIT 12
)
SELECT category, period, count(*) AS articles
FROM largest AS l JOIN article_categories USING (category) JOIN dated USING (article_id)
GROUP BY category, period ORDER BY l.articles DESC, category, period
