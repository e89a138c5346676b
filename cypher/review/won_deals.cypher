// won_deals: companies and a deal won at each, with the records of the deal.
// :param pairs: [id of the company, id of the deal]
// :returns: many
UNWIND range(0, size($pairs) - 1) AS n
MATCH (account:Noun {id: $pairs[n][0]})
MATCH (deal:Noun {id: $pairs[n][1]})
RETURN n, account {.id, .name} AS account, deal {.id, .name} AS deal, COUNT { (deal)<-[:OF]-(:SourceRecord) } AS size,
       COLLECT { MATCH (deal)<-[:OF]-(s:SourceRecord) WITH s ORDER BY s.key LIMIT 20
                 RETURN s {.id, .key, .system, .object, .external_id, .state, .at} } AS records
ORDER BY n
