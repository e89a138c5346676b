// key_holders: who holds keys now, at most one more than may identify.
// :param keys: key ids, kind|value
// :param most: how many holders to return per key
// :returns: many
UNWIND $keys AS key
MATCH (k:Key {id: key})
RETURN k.id AS key, COLLECT { MATCH (k)<-[:HAS_KEY]-(s:SourceRecord) RETURN s.id LIMIT $most } AS holders
