SELECT document_id, min(issuer) AS issuer, count(DISTINCT id) AS articles
FROM documents
WHERE type = 'Quyết định' AND document_id IS NOT NULL
GROUP BY document_id
ORDER BY articles DESC, document_id
LIMIT 20
