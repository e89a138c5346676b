// people_by_key: the people whose records hold these addresses now, and those who held them before.
// :param keys: key ids, e.g. email|maria@x.example
// :param cap: most records looked at per key
// :returns: one
UNWIND $keys AS id
MATCH (key:Key {id: id})
CALL (key) {
  MATCH (key)<-[held:HAS_KEY|HAD_KEY]-(record:SourceRecord)-[:OF]->(found:Noun)
  WITH held, found LIMIT $cap
  OPTIONAL MATCH (found)-[:IS_PERSON]->(owner:Person)
  WITH CASE WHEN found:Person THEN found ELSE owner END AS person, max(type(held) = 'HAS_KEY') AS now
  WHERE person IS NOT NULL
  RETURN collect([person.id, now]) AS people
}
RETURN collect({id: key.id, shared: key.shared, people: people}) AS rows
