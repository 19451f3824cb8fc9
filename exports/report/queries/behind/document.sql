SELECT document AS key, article_id FROM cited
