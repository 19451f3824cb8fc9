WITH readings AS (
  SELECT id, view_count,
         row_number() OVER (PARTITION BY id ORDER BY observed_at) AS from_first,
         row_number() OVER (PARTITION BY id ORDER BY observed_at DESC) AS from_last
  FROM observations
)
SELECT id, title, last.view_count - first.view_count AS gained
FROM readings AS first JOIN readings AS last USING (id) JOIN articles USING (id)
WHERE first.from_first = 1 AND last.from_last = 1 AND last.view_count > first.view_count
ORDER BY gained DESC, id
LIMIT 20
