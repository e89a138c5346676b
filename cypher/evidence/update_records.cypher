// update_records: what records say now, folded from their versions.
// :param rows: [id, state, noun, at, stops, permissions, key, system, object, external id]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
SET s.state = r[1], s.noun = r[2], s.at = r[3], s.stops = r[4], s.permissions = r[5], s.key = r[6], s.system = r[7],
  s.object = r[8], s.external_id = r[9]
