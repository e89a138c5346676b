// persons_by_key: the persons whose records hold an address now, else those who held it.
// :param key: key id
// :returns: many
MATCH (k:Key {id: $key})<-[x:HAS_KEY|HAD_KEY]-(:SourceRecord)-[:OF]->(n:Noun)
OPTIONAL MATCH (n)-[:IS_PERSON]->(owner:Person)
WITH CASE WHEN n:Person THEN n ELSE owner END AS p, max(type(x) = 'HAS_KEY') AS now
WHERE p IS NOT NULL
RETURN p.id AS id, p.name AS name, now
