// records: the evidence of records by birth id, with what hangs on them, as one list.
// :param ids: birth ids
// :returns: one
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
WITH s,
  COLLECT { MATCH (s)-[:HAS_VERSION]->{0,1}(v:RecordVersion) RETURN [v.told_at, v.last_seen, v.clock, v.hash, v.claims] } AS versions,
  COLLECT { MATCH (s)-[x:HAS_KEY|HAD_KEY|REFERS_TO|OF]->(t) RETURN [type(x), x.end, t.id, elementId(x)] } AS links,
  COLLECT { MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(p) RETURN p.id } AS people
RETURN collect([s.id, s.state, s.stops, versions, links, people]) AS rows
