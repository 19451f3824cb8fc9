SELECT month, count(*) AS articles FROM dated GROUP BY month ORDER BY month
