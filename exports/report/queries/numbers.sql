-- How much there is now, and how much of it was there when the version before was published (at :before).
WITH known AS (
  SELECT article_id, coalesce(julianday(first_seen_at) <= julianday(:before), 0) AS before FROM articles
)
SELECT 'articles' AS number, count(*) AS now, sum(before) AS before FROM known
UNION ALL
SELECT 'words', coalesce(sum(n.word_count), 0), coalesce(sum(n.word_count * k.before), 0)
FROM known AS k JOIN articles USING (article_id) JOIN annotations AS n USING (article_id, version)
UNION ALL
SELECT 'people', count(DISTINCT name), count(DISTINCT CASE WHEN before THEN name END)
FROM named JOIN known USING (article_id) WHERE label = 'PER'
UNION ALL
SELECT 'bodies', count(DISTINCT name), count(DISTINCT CASE WHEN before THEN name END)
FROM named JOIN known USING (article_id) WHERE label = 'ORG'
UNION ALL
SELECT 'documents', count(DISTINCT document), count(DISTINCT CASE WHEN before THEN document END)
FROM cited JOIN known USING (article_id)
