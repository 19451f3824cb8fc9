-- The topic that changed most surely. Claimed from 20 articles in one of the two years.
SELECT form, name AS topic_vi, name_en AS topic_en, first_year, last_year, first, last, times, series
FROM changed WHERE kind = 'topic' AND max(first, last) >= 20 ORDER BY errors_squared DESC, name LIMIT 1
