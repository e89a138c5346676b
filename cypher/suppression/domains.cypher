// domains: the companies whose records hold these domains.
// :param keys: key ids, e.g. domain|meridian.example
// :returns: many
UNWIND $keys AS id
MATCH (key:Key {id: id}) WHERE coalesce(key.shared, '') <> 'FREE_MAIL'
RETURN key.id AS id,
       COLLECT { MATCH (key)<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(account:Account) RETURN DISTINCT account.id LIMIT 100 } AS accounts
