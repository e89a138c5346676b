// resolve: what records are in the settled graph now, as one list; what waits to be retired comes last.
// :param ids: birth ids
// :returns: one
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})-[makes:OF]->(n:Noun)
OPTIONAL MATCH (n)-[facet:IS_PERSON]->(p:Person)
WITH s, makes, n, facet, p ORDER BY coalesce(makes.going, false), coalesce(facet.going, false)
RETURN collect([s.id, s.noun, n.id, p.id]) AS rows
