-- Topics, told by words of title and lead, in the latest full year (of the data's last two) and the first full year of
-- the five before it.
-- Claimed: at least 20 articles in one year and 5 in the other, 100 of all topics in each; twice or half as many, in their
-- number and in their share; and a difference of shares of more than three standard errors.
WITH topics (topic_vi, topic_en, words) AS (VALUES
  ('chuyển đổi số', 'digital transformation', '%chuyển _ổi số%'),
  ('COVID-19', 'COVID-19', '%covid%'),
  ('cải cách hành chính', 'administrative reform', '%cải cách hành chính%'),
  ('nông thôn mới', 'the new countryside', '%nông thôn mới%'),
  ('an toàn thực phẩm', 'food safety', '%an toàn thực phẩm%'),
  ('an toàn giao thông', 'traffic safety', '%an toàn giao thông%'),
  ('phòng cháy, chữa cháy', 'fire safety', '%phòng cháy%'),
  ('giải phóng mặt bằng', 'land clearance', '%giải phóng mặt bằng%'),
  ('bầu cử', 'elections', '%bầu cử%'),
  ('an toàn thông tin', 'information security', '%an toàn thông tin%'),
  ('bảo vệ môi trường', 'the environment', '%bảo vệ môi trường%'),
  ('chính quyền điện tử', 'electronic government', '%chính quyền _iện tử%'),
  ('dịch vụ công trực tuyến', 'public services online', '%dịch vụ công trực tuyến%'),
  ('giảm nghèo', 'the fight against poverty', '%giảm nghèo%'),
  ('thiên tai', 'natural disasters', '%thiên tai%'),
  ('du lịch', 'tourism', '%du lịch%'),
  ('hiến máu', 'blood donation', '%hiến máu%'),
  ('tuyển sinh', 'admission to schools', '%tuyển sinh%'),
  ('sắp xếp đơn vị hành chính', 'the merging of administrative units', '%sắp xếp%_ơn vị hành chính%')
), full_years AS (
  SELECT year FROM dated GROUP BY year HAVING count(DISTINCT month) = 12 AND count(*) >= 100
), compared AS (
  SELECT max(year) AS last_year, (SELECT max(year) FROM dated) AS latest,
         (SELECT min(f.year) FROM full_years AS f WHERE f.year + 5 >= max(full_years.year) + 0) AS first_year
  FROM full_years
), told AS (
  SELECT t.topic_vi, t.topic_en, d.year, count(*) AS articles
  FROM topics AS t JOIN (
    SELECT year, coalesce(v.title, '') || ' ' || coalesce(v.lead, '') AS words
    FROM dated JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
  ) AS d ON d.words LIKE t.words
  GROUP BY t.topic_vi, d.year
), years AS (
  SELECT topic_vi, topic_en, first_year, last_year,
         coalesce(sum(CASE WHEN year = first_year THEN articles END), 0) AS first,
         coalesce(sum(CASE WHEN year = last_year THEN articles END), 0) AS last,
         (SELECT count(*) FROM dated WHERE year = first_year) * 1.0 AS first_all,
         (SELECT count(*) FROM dated WHERE year = last_year) * 1.0 AS last_all
  FROM compared JOIN told WHERE first_year < last_year AND last_year + 1 >= latest + 0 GROUP BY topic_vi
), measured AS (
  SELECT *, last / last_all - first / first_all AS difference, (first + last) / (first_all + last_all) AS share FROM years
), claimed AS (
  SELECT *, difference * difference / (share * (1 - share) * (1 / first_all + 1 / last_all)) AS errors_squared
  FROM measured WHERE max(first, last) >= 20 AND min(first, last) >= 5
)
SELECT CASE WHEN last > first THEN 'more' ELSE 'fewer' END AS form, topic_vi, topic_en, first_year, last_year, first, last,
       CASE WHEN last > first THEN round(1.0 * last / first, 1) ELSE round(1.0 * first / last, 1) END AS times,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, articles FROM told WHERE told.topic_vi = claimed.topic_vi ORDER BY year
        ) AS t) AS series
FROM claimed
WHERE errors_squared > 9
  AND (last >= 2 * first AND last / last_all >= 2 * first / first_all
       OR first >= 2 * last AND first / first_all >= 2 * last / last_all)
ORDER BY errors_squared DESC, topic_vi LIMIT 1
