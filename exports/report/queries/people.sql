SELECT name, articles, mentions, periods FROM most_named WHERE label = 'PER' ORDER BY place
