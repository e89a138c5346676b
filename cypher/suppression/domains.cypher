// domains: the companies whose records hold these domains.
// :param keys: key ids, e.g. domain|meridian.example
// :param cap: most companies per domain
// :returns: one
UNWIND $keys AS id
MATCH (key:Key {id: id}) WHERE coalesce(key.shared, '') <> 'FREE_MAIL'
CALL (key) {
  MATCH (key)<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(account:Account) RETURN DISTINCT account.id AS account LIMIT $cap
}
RETURN collect({id: id, account: account}) AS rows
