-- Tables that several queries read; each query below stands with those that it needs. They last as long as the connection.

-- The articles whose date is known. A period is a month where all dates lie within a year and a half, else a year.
CREATE TEMP TABLE IF NOT EXISTS dated AS
WITH span AS (
  SELECT CASE WHEN julianday(max(v.published_at)) - julianday(min(v.published_at)) < 550 THEN 7 ELSE 4 END AS letters
  FROM articles JOIN versions AS v USING (article_id, version)
)
SELECT article_id, v.title, v.published_at, substr(v.published_at, 1, 10) AS day,
       substr(v.published_at, 1, 7) AS month, substr(v.published_at, 1, 4) AS year,
       substr(v.published_at, 1, s.letters) AS period
FROM span AS s CROSS JOIN articles JOIN versions AS v USING (article_id, version)
WHERE v.published_at IS NOT NULL;

-- The people, bodies and documents, each by a name that no other one has. The tables people, positions, appearances, bodies,
-- body_names and units are those of a dataset: `vnportal report` makes them of the store. People of one name are told apart
-- by the body in which articles give them most offices, or that of their id, bodies by the unit of their name or the one that it lies in, documents
-- by their year.
CREATE TEMP TABLE IF NOT EXISTS people_apart AS
WITH hinted AS (
  SELECT p.person_id, p.name, p.name || CASE WHEN p.namesakes = 0 THEN '' ELSE coalesce((
           SELECT ' (' || o.body || ')' FROM positions AS o WHERE o.person_id = p.person_id AND o.body IS NOT NULL
           GROUP BY o.body ORDER BY count(*) DESC, o.body LIMIT 1), '') END AS hinted
  FROM people AS p
)
SELECT person_id, CASE WHEN count(*) OVER (PARTITION BY hinted) = 1 OR person_id NOT LIKE '%@%' THEN hinted
         ELSE name || ' (' || replace(substr(person_id, instr(person_id, '@') + 1), '-', ' ') || ')' END AS name
FROM hinted;

CREATE TEMP TABLE IF NOT EXISTS bodies_apart AS
WITH hinted AS (
  SELECT b.body_id, b.name || CASE WHEN count(*) OVER (PARTITION BY b.name) = 1 THEN '' ELSE coalesce(
           ' (' || CASE WHEN instr(b.name, u.name) THEN l.name ELSE u.name END || ')', '') END AS hinted
  FROM bodies AS b LEFT JOIN units AS u USING (unit_code) LEFT JOIN units AS l ON l.unit_code = u.parent_code
  WHERE b.articles > 0
)
SELECT body_id, CASE WHEN count(*) OVER (PARTITION BY hinted) = 1 THEN hinted ELSE body_id END AS name FROM hinted;

-- The references to documents. A document is what has one `document_id`, or one name where a reference has no id.
CREATE TEMP TABLE IF NOT EXISTS cited_as AS
WITH found AS (
  SELECT n.article_id, json_extract(d.value, '$.document_id') AS document_id, json_extract(d.value, '$.issuer') AS issuer,
         CASE WHEN json_extract(d.value, '$.number') IS NULL THEN json_extract(d.value, '$.text')
              ELSE coalesce(json_extract(d.value, '$.type') || ' ', '') || json_extract(d.value, '$.number') END AS name
  FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.documents) AS d
)
SELECT article_id, coalesce(document_id, name) AS document_id, name, issuer FROM found;

CREATE TEMP TABLE IF NOT EXISTS documents_apart AS
WITH counted AS (
  SELECT document_id, name, row_number() OVER (PARTITION BY document_id ORDER BY count(*) DESC, name) AS place
  FROM cited_as GROUP BY document_id, name
), hinted AS (
  SELECT document_id, name || CASE WHEN count(*) OVER (PARTITION BY name) = 1 OR document_id = name THEN ''
           ELSE ' (' || substr(document_id, instr(document_id, ', ') + 2, 4) || ')' END AS hinted
  FROM counted WHERE place = 1
)
SELECT document_id, CASE WHEN count(*) OVER (PARTITION BY hinted) = 1 THEN hinted ELSE document_id END AS name FROM hinted;

-- The people and bodies that the articles name: a row for each of an article.
CREATE TEMP TABLE IF NOT EXISTS named AS
SELECT a.id AS article_id, 'PER' AS label, t.name, sum(a.mentions) AS mentions
FROM appearances AS a JOIN people_apart AS t USING (person_id) GROUP BY a.id, t.person_id
UNION ALL
SELECT n.article_id, 'ORG', t.name, count(*)
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
JOIN body_names AS b ON b.name = json_extract(e.value, '$.canonical') AND b.unit_code IS json_extract(e.value, '$.unit_code')
JOIN bodies_apart AS t USING (body_id)
WHERE json_extract(e.value, '$.label') = 'ORG' GROUP BY n.article_id, t.body_id;

-- Which documents the articles cite: a row for each document of an article.
CREATE TEMP TABLE IF NOT EXISTS cited AS
SELECT c.article_id, t.name AS document, max(c.issuer) AS issuer, count(*) AS mentions
FROM cited_as AS c JOIN documents_apart AS t USING (document_id) GROUP BY c.article_id, t.document_id;

-- The administrative units that the articles name, in places and in the names of bodies. `successors` are their codes.
CREATE TEMP TABLE IF NOT EXISTS units_named AS
SELECT n.article_id, json_extract(e.value, '$.unit_code') AS unit,
       max(json_extract(e.value, '$.unit_successors')) AS successors,
       max(json_extract(e.value, '$.unit_status') = 'former') AS former,
       max(CASE WHEN json_extract(e.value, '$.label') = 'LOC' THEN json_extract(e.value, '$.canonical') END) AS name
FROM articles JOIN annotations AS n USING (article_id, version), json_each(n.entities) AS e
WHERE json_extract(e.value, '$.unit_code') IS NOT NULL GROUP BY n.article_id, unit;

-- The count of views that was observed last.
CREATE TEMP TABLE IF NOT EXISTS viewed AS
SELECT article_id, view_count, max(julianday(observed_at)) AS observed FROM observations GROUP BY article_id;

-- The people and bodies that most articles name, twelve of each, with their articles by period.
CREATE TEMP TABLE IF NOT EXISTS most_named AS
WITH counted AS (
  SELECT label, name, count(*) AS articles, sum(mentions) AS mentions,
         row_number() OVER (PARTITION BY label ORDER BY count(*) DESC, sum(mentions) DESC, name) AS place
  FROM named GROUP BY label, name
), most AS (
  SELECT * FROM counted WHERE place <= 12
), over_time AS MATERIALIZED (
  SELECT label, name, period, count(*) AS articles
  FROM most JOIN named USING (label, name) JOIN dated USING (article_id)
  GROUP BY label, name, period ORDER BY label, name, period
)
SELECT label, place, name, articles, mentions,
       (SELECT group_concat(t.period || ': ' || t.articles, ', ') FROM over_time AS t
        WHERE t.label = most.label AND t.name = most.name) AS periods
FROM most;

-- Topics, which words of title and lead tell, and categories: their articles by year.
CREATE TEMP TABLE IF NOT EXISTS told AS
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
)
SELECT 'topic' AS kind, t.topic_vi AS name, t.topic_en AS name_en, d.year, count(*) AS articles
FROM topics AS t JOIN (
  SELECT year, coalesce(v.title, '') || ' ' || coalesce(v.lead, '') AS words
  FROM dated JOIN articles USING (article_id) JOIN versions AS v USING (article_id, version)
) AS d ON d.words LIKE t.words
GROUP BY t.topic_vi, d.year
UNION ALL
SELECT 'category', category, category, year, count(*)
FROM article_categories JOIN dated USING (article_id) GROUP BY category, year;

-- How they changed between the latest full year, one of the data's last two, and the first full year of the five before it.
-- A full year has articles in all its months, 100 at least. A row stands here where there are twice or half as many, in
-- number and in share, five at least in each year, and where the shares differ by more than three standard errors.
CREATE TEMP TABLE IF NOT EXISTS changed AS
WITH full_years AS (
  SELECT year, count(*) AS articles FROM dated GROUP BY year HAVING count(DISTINCT month) = 12 AND count(*) >= 100
), span AS (
  SELECT max(year) AS last_year, (SELECT max(year) FROM dated) AS latest,
         (SELECT min(f.year) FROM full_years AS f WHERE f.year + 5 >= max(full_years.year) + 0) AS first_year
  FROM full_years
), years AS (
  SELECT kind, name, name_en, first_year, last_year,
         coalesce(sum(CASE WHEN told.year = first_year THEN articles END), 0) AS first,
         coalesce(sum(CASE WHEN told.year = last_year THEN articles END), 0) AS last,
         (SELECT articles FROM full_years WHERE year = first_year) * 1.0 AS first_all,
         (SELECT articles FROM full_years WHERE year = last_year) * 1.0 AS last_all
  FROM span JOIN told WHERE first_year < last_year AND last_year + 1 >= latest + 0 GROUP BY kind, name
), measured AS (
  SELECT *, last / last_all - first / first_all AS difference, min((first + last) / (first_all + last_all), 0.999) AS share
  FROM years
), judged AS (
  SELECT *, difference * difference / (share * (1 - share) * (1 / first_all + 1 / last_all)) AS errors_squared
  FROM measured WHERE min(first, last) >= 5
)
SELECT CASE WHEN last > first THEN 'more' ELSE 'fewer' END AS form, kind, name, name_en, first_year, last_year, first, last,
       round(1.0 * max(first, last) / min(first, last), 1) AS times, errors_squared,
       (SELECT json_group_array(json_array(t.year, t.articles)) FROM (
          SELECT year, articles FROM told WHERE told.kind = judged.kind AND told.name = judged.name ORDER BY year
        ) AS t) AS series
FROM judged
WHERE errors_squared > 9
  AND (last >= 2 * first AND last / last_all >= 2 * first / first_all
       OR first >= 2 * last AND first / first_all >= 2 * last / last_all);
