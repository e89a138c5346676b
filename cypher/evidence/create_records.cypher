// create_records: records never seen before, each with its first version.
// :param rows: [id, key, system, object, external id, state, noun, at, stops, permissions, points, version at, last seen, clock, hash, row, claims, mapping, batch]
// :returns: none
UNWIND $rows AS r
CREATE (s:SourceRecord {id: r[0]})
SET s.key = r[1], s.system = r[2], s.object = r[3], s.external_id = r[4], s.state = r[5], s.noun = r[6], s.at = r[7],
  s.stops = r[8], s.permissions = r[9], s.points = r[10]
CREATE (s)-[:HAS_VERSION]->(v:RecordVersion)
SET v.at = r[11], v.last_seen = r[12], v.clock = r[13], v.hash = r[14], v.row = r[15], v.claims = r[16], v.mapping = r[17],
  v.batch = r[18]
