// key_holders: whether keys may identify, and which people, users and payers hold them now.
// :param keys: key ids
// :param cap: most records looked at per key
// :returns: many
UNWIND $keys AS id
MATCH (key:Key {id: id})
CALL (key) {
  OPTIONAL MATCH (key)<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(holder:Noun)
  RETURN holder LIMIT $cap
}
OPTIONAL MATCH (holder)-[:IS_PERSON]->(person:Person)
RETURN DISTINCT id, key.shared AS shared, [label IN labels(holder) WHERE label <> 'Noun'][0] AS noun, holder.id AS holder,
       holder.state AS state, person.id AS person
