SELECT name AS key, article_id FROM named WHERE label = 'PER'
