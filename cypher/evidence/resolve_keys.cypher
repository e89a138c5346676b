// resolve_keys: which nouns the live holders of keys are.
// :param keys: key ids
// :param most: how many holders to look at per key
// :returns: many
UNWIND $keys AS key
MATCH (k:Key {id: key})
RETURN k.id AS key,
  COLLECT { MATCH (k)<-[:HAS_KEY]-(s:SourceRecord)-[:OF]->(n:Noun) RETURN [s.noun, n.id] LIMIT $most } AS nouns
