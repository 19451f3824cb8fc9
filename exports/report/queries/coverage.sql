WITH present AS (
  SELECT d.period,
         v.title IS NOT NULL AS title, v.lead IS NOT NULL AS lead, v.paragraphs <> '[]' AS paragraphs,
         v.category IS NOT NULL AS category, v.author IS NOT NULL AS author, v.source IS NOT NULL AS source,
         v.images <> '[]' AS images, v.attachments <> '[]' AS attachments,
         EXISTS (SELECT 1 FROM observations AS o WHERE o.article_id = d.article_id) AS view_count,
         coalesce(n.state = 'done', 0) AS sentences
  FROM dated AS d JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
  LEFT JOIN annotations AS n USING (article_id, version)
), fields AS (
  SELECT period, 1 AS place, 'title' AS field, avg(title) AS share, count(*) AS articles FROM present GROUP BY period
  UNION ALL SELECT period, 2, 'lead', avg(lead), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 3, 'paragraphs', avg(paragraphs), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 4, 'category', avg(category), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 5, 'author', avg(author), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 6, 'source', avg(source), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 7, 'images', avg(images), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 8, 'attachments', avg(attachments), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 9, 'view_count', avg(view_count), count(*) FROM present GROUP BY period
  UNION ALL SELECT period, 10, 'sentences', avg(sentences), count(*) FROM present GROUP BY period
)
SELECT period, field, CAST(round(100 * share) AS INTEGER) AS per_cent, articles FROM fields ORDER BY place, period
