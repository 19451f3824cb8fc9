WITH ranked AS (
  SELECT substr(published_at, 1, 4) AS year, id, title, view_count,
         row_number() OVER (PARTITION BY substr(published_at, 1, 4) ORDER BY view_count DESC, id) AS place
  FROM articles
  WHERE published_at IS NOT NULL AND view_count IS NOT NULL
)
SELECT year, id, title, view_count FROM ranked WHERE place = 1 ORDER BY year
