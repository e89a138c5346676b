// account_domains: the domains that identify companies.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:OF]-(:SourceRecord)-[:HAS_KEY]->(key:Key)
WHERE key.id STARTS WITH 'domain|' AND key.shared IS NULL
RETURN collect(DISTINCT {id: id, key: key.id}) AS rows
