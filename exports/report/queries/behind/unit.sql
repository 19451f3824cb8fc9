SELECT unit AS key, article_id FROM units_named
