WITH named AS (
  SELECT e.unit_code, a.published_at >= '2025-07-01' AS since, count(DISTINCT e.id) AS articles
  FROM entities AS e JOIN articles AS a USING (id)
  WHERE e.unit_code IS NOT NULL AND a.published_at IS NOT NULL
  GROUP BY e.unit_code, since
)
SELECT old.name AS ward, new.name AS successor,
  coalesce(before.articles, 0) AS articles_before, coalesce(since.articles, 0) AS articles_since
FROM units AS old JOIN units AS new ON instr(' ' || old.successors || ' ', ' ' || new.unit_code || ' ')
LEFT JOIN named AS before ON before.unit_code = old.unit_code AND NOT before.since
LEFT JOIN named AS since ON since.unit_code = new.unit_code AND since.since
WHERE old.level = 'commune' AND old.until = '2025-07-01'
ORDER BY articles_before DESC, articles_since DESC, old.unit_code, new.unit_code
LIMIT 20
