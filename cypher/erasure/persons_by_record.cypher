// persons_by_record: the person that a record is of now.
// :param id: birth id
// :returns: many
MATCH (s:SourceRecord {id: $id})
OPTIONAL MATCH (s)-[:OF]->(n:Noun)
OPTIONAL MATCH (n)-[:IS_PERSON]->(owner:Person)
RETURN s.id AS record, CASE WHEN n:Person THEN n ELSE owner END.id AS id, [label IN labels(n) WHERE label <> 'Noun'][0] AS noun
