-- The document that most articles cite. Claimed from 20 articles, where no other has more than four fifths as many.
WITH counted AS (
  SELECT document, count(*) AS articles FROM cited GROUP BY document
), ranked AS (
  SELECT *, row_number() OVER (ORDER BY articles DESC, document) AS place,
         lead(articles, 1, 0) OVER (ORDER BY articles DESC, document) AS second
  FROM counted
)
SELECT document, articles, second,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, count(*) AS articles FROM cited JOIN dated USING (article_id)
          WHERE cited.document = ranked.document GROUP BY year ORDER BY year
        ) AS t) AS series
FROM ranked WHERE place = 1 AND articles >= 20 AND second <= 0.8 * articles
