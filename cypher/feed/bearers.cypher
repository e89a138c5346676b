// bearers: whom the stops of records bind without any address: the person of a facet, else the thing itself.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})-[:OF]->(n:Noun)
OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Person)
RETURN s.id AS record, s.system AS system, s.stops AS stops, collect(DISTINCT coalesce(p.id, n.id)) AS things
