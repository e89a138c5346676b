// search: nodes by the words of their names, addresses and domains, best first, each with what places it.
// :param query: Lucene query
// :param nouns: labels that count
// :param reach: most hits looked at
// :param cap: most nodes returned
// :returns: many
CALL db.index.fulltext.queryNodes('noun_text', $query, {limit: $reach}) YIELD node, score
WHERE any(label IN labels(node) WHERE label IN $nouns)
WITH node, score ORDER BY score DESC, node.name, node.id LIMIT $cap
RETURN node {.id, .name, .state, .systems, .email, .primary_domain, labels: labels(node)} AS node, score,
       COLLECT { MATCH (node)-[:WORKS_AT|FOR_ACCOUNT]->(account:Account)
                 RETURN account {.id, .name, labels: labels(account)} ORDER BY account.name, account.id LIMIT 3
       } + COLLECT { MATCH (node)<-[:PARENT_OF {kind: 'SELLING'}]-(parent:Account)
                 RETURN parent {.id, .name, labels: labels(parent)} LIMIT 1 } AS places,
       COLLECT { MATCH (node)<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(record:SourceRecord)
                 RETURN record {.system, .object, .external_id, .state, .at} LIMIT 5 } AS records
ORDER BY score DESC, node.name, node.id
