// expansion: contracts in the order of their ids, with what they are worth now, who uses and pays for them, and how new their evidence is.
// :param after: id behind which the page starts; empty for the first page
// :param cap: most contracts returned
// :returns: many
CALL () {
  MATCH (sold:Noun) WHERE sold.id STARTS WITH 'scr_' AND sold.id > $after AND sold:Subscription
  RETURN sold ORDER BY sold.id LIMIT $cap
}
RETURN sold.id AS id,
       sold {.id, .name, .state, .status, .currency, .arr_minor, .arr_currency, .arr_exponent, .arr_left_out, .started_at, .term_start, .ended_at, .cancel_at, .systems} AS sold,
       COLLECT { MATCH (sold)<-[:PAYS_FOR]-(:BillingEntity)-[side:FOR_ACCOUNT]->(account:Account)
                 RETURN account {.id, .name, relation: coalesce(side.relation, 'DIRECT')} ORDER BY account.id } AS payers,
       COLLECT { MATCH (sold)-[covers:COVERS_TENANT]->(tenant:Tenant)-[:FOR_ACCOUNT]->(account:Account)
                 RETURN account {.id, .name, share: covers.share} ORDER BY account.id, tenant.id } AS users,
       COLLECT { MATCH (sold)-[:FOR_ACCOUNT]->(account:Account) RETURN account {.id, .name} ORDER BY account.id } AS told,
       COLLECT { MATCH (sold)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} ORDER BY record.key LIMIT 20 } AS records
ORDER BY id
