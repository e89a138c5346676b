// renewals: contracts that renew between two days, the earliest first, with who uses and pays, the opportunity that renews, and who owns it.
// :param user: id of the user or team to whom they belong, or null for everybody's
// :param start: civil date of the first day
// :param end: civil date of the last day
// :param statuses: states of a contract that can renew
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most contracts returned
// :param beside: most things returned of each kind beside a contract
// :returns: many
CALL () {
  MATCH (sold:Subscription) WHERE sold.renewal_date >= $start AND sold.renewal_date <= $end
  RETURN sold, sold.renewal_date AS due, 'renewal_date' AS by
  UNION
  MATCH (sold:Subscription) WHERE sold.term_end >= $start AND sold.term_end <= $end + 'T~' AND sold.renewal_date IS NULL
  RETURN sold, left(sold.term_end, 10) AS due, 'term_end' AS by
}
WITH sold, due, by, due + '|' + sold.id AS key
WHERE key > $after AND sold.status IN $statuses AND coalesce(sold.state, 'live') IN ['live', 'archived']
  AND ($user IS NULL OR EXISTS { (sold)<-[:OWNS]-(:Noun {id: $user}) } OR EXISTS { (sold)<-[:RENEWS]-()<-[:OWNS]-(:Noun {id: $user}) }
       OR EXISTS { (sold)-[:COVERS_TENANT]->()-[:FOR_ACCOUNT]->()<-[:OWNS]-(:Noun {id: $user}) }
       OR EXISTS { (sold)<-[:PAYS_FOR]-()-[:FOR_ACCOUNT]->()<-[:OWNS]-(:Noun {id: $user}) })
WITH sold, due, by, key ORDER BY key LIMIT $cap
WITH sold, due, by, key,
     COLLECT { CALL (sold) {
                 MATCH (sold)-[:COVERS_TENANT]->(:Tenant)-[:FOR_ACCOUNT]->(account:Account) RETURN account, 'USES' AS side
                 UNION
                 MATCH (sold)<-[:PAYS_FOR]-(:BillingEntity)-[pays:FOR_ACCOUNT]->(account:Account)
                 RETURN account, CASE WHEN coalesce(pays.relation, 'DIRECT') = 'DIRECT' THEN 'PAYS' ELSE pays.relation END AS side
               }
               RETURN {account: account, seen: account {.id, .name}, side: side} ORDER BY account.id, side LIMIT $beside } AS sides
RETURN key, due, by,
       sold {.id, .name, .status, .arr_minor, .arr_currency, .arr_exponent, .auto_renew, .cancel_at, .notice_date, .term_start, .term_end} AS sold,
       [one IN sides | {account: one.seen, side: one.side}] AS sides,
       COLLECT { CALL (sold, sides) {
                   MATCH (sold)<-[:RENEWS]-(deal:Opportunity) RETURN deal.id AS id, 'RENEWS' AS told
                   UNION ALL
                   UNWIND sides AS side
                   WITH side.account AS account
                   MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity {kind: 'RENEWAL'})
                   WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
                   RETURN deal.id AS id, 'ACCOUNT' AS told
                 }
                 RETURN DISTINCT {id: id, by: told} LIMIT $beside } AS deals,
       COLLECT { CALL (sold, sides) {
                   MATCH (sold)<-[owns:OWNS]-(owner:Noun) RETURN owner, owns.type AS type, null AS account
                   UNION ALL
                   UNWIND sides AS side
                   WITH side.account AS account
                   MATCH (account)<-[owns:OWNS]-(owner:Noun) WHERE owns.type IN ['CSM', 'ACCOUNT_EXECUTIVE']
                   RETURN owner, owns.type AS type, account.id AS account
                 }
                 RETURN DISTINCT owner {.id, .name, .active, .placeholder, labels: labels(owner), type: type, account: account} LIMIT $beside } AS owners,
       COLLECT { MATCH (sold)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT $beside } AS records
ORDER BY key
