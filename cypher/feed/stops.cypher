// stops: the standing stops that keys carry: of every record that holds or held one of them.
// :param keys: key ids
// :returns: many
UNWIND $keys AS id
MATCH (k:Key {id: id})<-[:HAS_KEY|HAD_KEY]-(s:SourceRecord)
WHERE s.stops CONTAINS '"standing":true'
RETURN DISTINCT id AS key, s.id AS record, s.system AS system, s.stops AS stops
