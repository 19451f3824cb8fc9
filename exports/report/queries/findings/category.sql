-- The category that changed most surely. Claimed from 30 articles in one of the two years.
SELECT form, name AS category, first_year, last_year, first, last, times, series
FROM changed WHERE kind = 'category' AND max(first, last) >= 30 ORDER BY errors_squared DESC, name LIMIT 1
