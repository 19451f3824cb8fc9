SELECT c.category, count(*) AS articles, sum(a.word_count) AS words, sum(a.word_count) / count(*) AS words_per_article
FROM articles AS a JOIN article_categories AS c USING (id)
WHERE a.word_count IS NOT NULL
GROUP BY c.category
ORDER BY words DESC, c.category
