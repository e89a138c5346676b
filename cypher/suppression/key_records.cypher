// key_records: what every record that holds or held these keys says of stops, permissions and points.
// :param keys: key ids
// :param cap: most records per key
// :returns: many
UNWIND $keys AS id
MATCH (key:Key {id: id})
CALL (key) {
  MATCH (key)<-[:HAS_KEY|HAD_KEY]-(record:SourceRecord)
  WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points IS NOT NULL
  RETURN record LIMIT $cap
}
RETURN id, record.system AS system, record.object AS object, record.external_id AS external_id,
       record.stops AS stops, record.permissions AS permissions, record.points AS points
