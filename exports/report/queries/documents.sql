SELECT CASE WHEN json_extract(d.value, '$.number') IS NULL THEN json_extract(d.value, '$.text')
            ELSE coalesce(json_extract(d.value, '$.type') || ' ', '') || json_extract(d.value, '$.number')
       END AS document, count(DISTINCT n.article_id) AS articles, count(*) AS mentions
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.documents) AS d
GROUP BY document ORDER BY articles DESC, mentions DESC, document LIMIT 15
