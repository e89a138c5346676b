// rebuild_records: what records say as it stands, before they are folded again.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
RETURN s.id AS id, s.state AS state, s.noun AS noun, s.at AS at, s.stops AS stops, s.permissions AS permissions, s.points AS points
