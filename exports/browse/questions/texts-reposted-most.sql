SELECT original.id, original.title, count(*) AS reposts
FROM articles AS repost JOIN articles AS original ON repost.near_duplicate_of = original.id
GROUP BY original.id, original.title
ORDER BY reposts DESC, original.id
LIMIT 20
