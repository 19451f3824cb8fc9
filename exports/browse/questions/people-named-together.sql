SELECT one.name AS person, other.name AS named_with, pair.articles, pair.sentences
FROM cooccurrence AS pair
JOIN people AS one ON one.person_id = pair.person_id JOIN people AS other ON other.person_id = pair.other_id
ORDER BY pair.articles DESC, pair.sentences DESC, pair.person_id, pair.other_id
LIMIT 20
