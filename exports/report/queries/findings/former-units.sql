-- Articles since 1 July 2025 that name an administrative unit, and those of them that name one which was no more.
-- Claimed from 50 articles, where a tenth at least names a former unit.
WITH since AS (
  SELECT article_id, month, max(former) AS former FROM units_named JOIN dated USING (article_id)
  WHERE day >= '2025-07-01' GROUP BY article_id
), months AS (
  SELECT month, count(*) AS articles, sum(former) AS former FROM since GROUP BY month
)
SELECT sum(articles) AS articles, sum(former) AS former, CAST(round(100.0 * sum(former) / sum(articles)) AS INTEGER) AS share,
       (SELECT json_group_array(json_array(m.month, m.per_cent)) FROM (
          SELECT month, CAST(round(100.0 * former / articles) AS INTEGER) AS per_cent FROM months ORDER BY month
        ) AS m) AS series
FROM months HAVING sum(articles) >= 50 AND sum(former) * 10 >= sum(articles)
