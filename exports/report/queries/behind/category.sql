SELECT category || '|' || period AS key, article_id FROM article_categories JOIN dated USING (article_id)
