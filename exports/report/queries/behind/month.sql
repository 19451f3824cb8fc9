SELECT month AS key, article_id FROM dated UNION ALL SELECT year, article_id FROM dated
