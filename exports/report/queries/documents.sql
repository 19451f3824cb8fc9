WITH most AS (
  SELECT document, count(*) AS articles, sum(mentions) AS mentions FROM cited
  GROUP BY document ORDER BY articles DESC, mentions DESC, document LIMIT 12
)
SELECT document,
       (SELECT c.issuer FROM cited AS c WHERE c.document = most.document AND c.issuer IS NOT NULL
        GROUP BY c.issuer ORDER BY count(*) DESC, c.issuer LIMIT 1) AS issuer,
       articles, mentions
FROM most ORDER BY articles DESC, mentions DESC, document
