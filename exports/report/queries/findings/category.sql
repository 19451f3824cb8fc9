-- Categories, compared and claimed as topics are, from 30 articles.
WITH full_years AS (
  SELECT year FROM dated GROUP BY year HAVING count(DISTINCT month) = 12 AND count(*) >= 100
), compared AS (
  SELECT max(year) AS last_year, (SELECT max(year) FROM dated) AS latest,
         (SELECT min(f.year) FROM full_years AS f WHERE f.year + 5 >= max(full_years.year) + 0) AS first_year
  FROM full_years
), told AS (
  SELECT category, year, count(*) AS articles FROM article_categories JOIN dated USING (article_id) GROUP BY category, year
), years AS (
  SELECT category, first_year, last_year,
         coalesce(sum(CASE WHEN year = first_year THEN articles END), 0) AS first,
         coalesce(sum(CASE WHEN year = last_year THEN articles END), 0) AS last,
         (SELECT count(*) FROM dated WHERE year = first_year) * 1.0 AS first_all,
         (SELECT count(*) FROM dated WHERE year = last_year) * 1.0 AS last_all
  FROM compared JOIN told WHERE first_year < last_year AND last_year + 1 >= latest + 0 GROUP BY category
), measured AS (
  SELECT *, last / last_all - first / first_all AS difference,
         min((first + last) / (first_all + last_all), 0.999) AS share
  FROM years
), claimed AS (
  SELECT *, difference * difference / (share * (1 - share) * (1 / first_all + 1 / last_all)) AS errors_squared
  FROM measured WHERE max(first, last) >= 30 AND min(first, last) >= 5
)
SELECT CASE WHEN last > first THEN 'more' ELSE 'fewer' END AS form, category, first_year, last_year, first, last,
       CASE WHEN last > first THEN round(1.0 * last / first, 1) ELSE round(1.0 * first / last, 1) END AS times,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, articles FROM told WHERE told.category = claimed.category ORDER BY year
        ) AS t) AS series
FROM claimed
WHERE errors_squared > 9
  AND (last >= 2 * first AND last / last_all >= 2 * first / first_all
       OR first >= 2 * last AND first / first_all >= 2 * last / last_all)
ORDER BY errors_squared DESC, category LIMIT 1
