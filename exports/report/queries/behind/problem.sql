SELECT DISTINCT stage || '|' || kind AS key, article_id FROM problems WHERE article_id IS NOT NULL
