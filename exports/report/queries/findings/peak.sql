-- The month with most articles against the median month. Claimed from 24 months with articles and 30 in that month, where
-- it has twice as many and more than four standard errors (of a count) above the median.
WITH counted AS (
  SELECT month, count(*) AS articles FROM dated GROUP BY month
), ordered AS (
  SELECT *, row_number() OVER (ORDER BY articles, month) AS place, count(*) OVER () AS months FROM counted
), middle AS (
  SELECT articles AS median FROM ordered WHERE place = (months + 1) / 2
)
SELECT month, articles, median, round(1.0 * articles / median, 1) AS times,
       (SELECT json_group_array(json_array(t.month, t.articles)) FROM (
          SELECT c.month, c.articles FROM counted AS c WHERE substr(c.month, 1, 4) = substr(o.month, 1, 4) ORDER BY c.month
        ) AS t) AS series
FROM ordered AS o JOIN middle
WHERE place = months AND months >= 24 AND articles >= 30 AND articles >= 2 * median
  AND (articles - median) * (articles - median) > 16 * median
