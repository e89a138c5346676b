// records: the evidence of records by birth id, with what hangs on them.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
RETURN s.id AS id, s.key AS key, s.state AS state, s.stops AS stops,
  COLLECT { MATCH (s)-[:HAS_VERSION]->(v) RETURN [v.at, v.last_seen, v.clock, v.hash, v.claims] } AS versions,
  COLLECT { MATCH (s)-[x:HAS_KEY|HAD_KEY]->(k) RETURN [type(x), k.id, elementId(x)] } AS keys,
  COLLECT { MATCH (s)-[x:REFERS_TO]->(t) RETURN [x.end, t.id] } AS refs,
  COLLECT { MATCH (s)-[x:OF]->(n) RETURN [n.id, elementId(x)] } AS nouns,
  COLLECT { MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(p) RETURN p.id } AS people
