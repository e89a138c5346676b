// create_records: records never seen before, each with its first version, which is the same node.
// :param rows: [id, key, system, object, external id, state, noun, at, stops, permissions, points, version at, last seen, clock, hash, row, claims, mapping, batch]
// :returns: none
UNWIND $rows AS r
CREATE (s:SourceRecord:RecordVersion {id: r[0]})
SET s.key = r[1], s.system = r[2], s.object = r[3], s.external_id = r[4], s.state = r[5], s.noun = r[6], s.at = r[7],
  s.stops = r[8], s.permissions = r[9], s.points = r[10], s.told_at = r[11], s.last_seen = r[12], s.clock = r[13],
  s.hash = r[14], s.row = r[15], s.claims = r[16], s.mapping = r[17], s.batch = r[18]
