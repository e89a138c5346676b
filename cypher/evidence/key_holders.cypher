// key_holders: records of things that hold keys now, as one list; an event that names an address is no holder of it.
// :param keys: key ids, kind|value
// :param most: how many holders to return per key
// :returns: one
UNWIND $keys AS key
MATCH (k:Key {id: key})
WITH k, COLLECT { MATCH (k)<-[:HAS_KEY]-(s:SourceRecord) WHERE s.noun IS NOT NULL RETURN s.id LIMIT $most } AS holders
RETURN collect([k.id, holders]) AS rows
