// key_holders: records of things that hold keys now; an event that names an address is no holder of it.
// :param keys: key ids, kind|value
// :param most: how many holders to return per key
// :returns: many
UNWIND $keys AS key
MATCH (k:Key {id: key})
RETURN k.id AS key, COLLECT { MATCH (k)<-[:HAS_KEY]-(s:SourceRecord) WHERE s.noun IS NOT NULL RETURN s.id LIMIT $most } AS holders
