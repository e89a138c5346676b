// resolve: what records are in the settled graph now.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})-[:OF]->(n:Noun)
OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Person)
RETURN s.id AS id, s.noun AS noun, n.id AS shown, p.id AS person
