// key_records: what every record that holds or held these keys says of stops, permissions and points.
// :param keys: key ids
// :param cap: most records per key
// :returns: one
UNWIND $keys AS id
MATCH (key:Key {id: id})
CALL (key) {
  MATCH (key)<-[:HAS_KEY|HAD_KEY]-(record:SourceRecord)
  WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points CONTAINS '"facts"'
  RETURN record LIMIT $cap
}
RETURN collect({id: id, system: record.system, object: record.object, external_id: record.external_id, stops: record.stops,
                permissions: record.permissions, points: CASE WHEN record.points CONTAINS '"facts"' THEN record.points END}) AS rows
