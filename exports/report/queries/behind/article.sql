SELECT article_id AS key, article_id FROM articles
