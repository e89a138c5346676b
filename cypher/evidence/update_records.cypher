// update_records: what records say now, folded from their versions, where it changed.
// :param rows: [id, state, noun, at, stops, permissions, points, key, system, object, external id]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
WHERE [x IN [s.state, s.noun, s.at, s.stops, s.permissions, s.points, s.key] | coalesce(x, '')]
  <> [x IN r[1..8] | coalesce(x, '')]
SET s.state = r[1], s.noun = r[2], s.at = r[3], s.stops = r[4], s.permissions = r[5],
  s.points = r[6], s.key = r[7], s.system = r[8], s.object = r[9], s.external_id = r[10]
