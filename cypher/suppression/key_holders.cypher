// key_holders: whether keys may identify, and which people, users and payers hold them now.
// :param keys: key ids
// :param cap: most records looked at per key
// :returns: one
UNWIND $keys AS id
MATCH (key:Key {id: id})
CALL (key) {
  OPTIONAL MATCH (key)<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(holder:Noun)
  RETURN holder LIMIT $cap
}
OPTIONAL MATCH (holder)-[:IS_PERSON]->(person:Person)
RETURN collect(DISTINCT {id: id, shared: key.shared, noun: [label IN labels(holder) WHERE label <> 'Noun'][0], holder: holder.id,
                state: holder.state, person: person.id}) AS rows
