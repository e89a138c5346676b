// resolve: what records are in the settled graph now; what waits to be retired comes last.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})-[makes:OF]->(n:Noun)
OPTIONAL MATCH (n)-[facet:IS_PERSON]->(p:Person)
WITH s, makes, n, facet, p ORDER BY coalesce(makes.going, false), coalesce(facet.going, false)
RETURN s.id AS id, s.noun AS noun, n.id AS shown, p.id AS person
