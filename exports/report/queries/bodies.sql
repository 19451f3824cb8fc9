SELECT name, articles, mentions, periods FROM most_named WHERE label = 'ORG' ORDER BY place
