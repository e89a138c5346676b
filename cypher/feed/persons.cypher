// persons: who holds or held keys; of a key that too many hold nobody is named.
// :param keys: key ids
// :param most: so many are too many
// :returns: many
UNWIND $keys AS id
MATCH (k:Key {id: id})
WITH k, COLLECT {
  MATCH (k)<-[:HAS_KEY|HAD_KEY]-(:SourceRecord)-[:OF]->(:Noun)-[:IS_PERSON]->(p:Person) RETURN DISTINCT p.id LIMIT $most
} AS persons
WHERE size(persons) < $most
RETURN k.id AS key, persons
