// update_records: what records say now, folded from their versions.
// :param rows: [id, state, noun, at, stops, permissions, points, key, system, object, external id]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
SET s.state = r[1], s.noun = r[2], s.at = r[3], s.stops = r[4], s.permissions = r[5],
  s.points = r[6], s.key = r[7], s.system = r[8], s.object = r[9], s.external_id = r[10]
