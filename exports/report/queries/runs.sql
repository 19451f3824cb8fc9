SELECT run_id, json_extract(stats, '$.pages') AS pages, json_extract(stats, '$.requests') AS requests,
       round(json_extract(stats, '$.bytes') / 1000000.0, 1) AS megabytes,
       round(json_extract(stats, '$.seconds'), 1) AS seconds,
       coalesce(json_extract(stats, '$.articles.new'), 0) AS new_articles,
       coalesce(json_extract(stats, '$.articles.changed'), 0) AS changed_articles, status
FROM (SELECT rowid AS place, * FROM runs ORDER BY rowid DESC LIMIT 20) ORDER BY place
