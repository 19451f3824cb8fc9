-- The ten former units named in most articles, with three of the units of 2025 that took their place, the principal first.
WITH RECURSIVE counted AS (
  SELECT unit, max(name) AS name, count(*) AS articles, max(successors) AS successors FROM units_named GROUP BY unit
), former AS (
  SELECT unit, name, articles, successors FROM counted
  WHERE name IS NOT NULL AND successors LIKE '%@2025%' ORDER BY articles DESC, unit LIMIT 10
), split AS (
  SELECT unit, 0 AS place, '' AS successor, successors || ' ' AS rest FROM former
  UNION ALL
  SELECT unit, place + 1, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1)
  FROM split WHERE rest <> '' AND place < 3
)
SELECT former.unit, former.name, former.articles, split.successor,
       coalesce(later.name, split.successor) AS successor_name, coalesce(later.articles, 0) AS successor_articles
FROM former JOIN split USING (unit) LEFT JOIN counted AS later ON later.unit = split.successor
WHERE split.successor LIKE '%@2025'
ORDER BY former.articles DESC, former.unit, split.place
