// commercial_bridge: the contracts that companies pay for, are invoiced for, use, or are told to have, with who pays, which tenants they cover, and their records.
// :param ids: ids of the companies
// :param tenants: ids of further tenants that contracts cover
// :param cap: most contracts returned; one more is returned
// :param beside: most things returned of each kind beside a contract
// :returns: many
CALL () {
  UNWIND $ids AS id
  MATCH (:Noun&Account {id: id})<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR|INVOICED_TO]->(sold:Subscription) RETURN sold
  UNION
  UNWIND $ids AS id
  MATCH (:Noun&Account {id: id})<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription) RETURN sold
  UNION
  UNWIND $ids AS id
  MATCH (:Noun&Account {id: id})<-[:FOR_ACCOUNT]-(sold:Subscription) RETURN sold
  UNION
  UNWIND $tenants AS id
  MATCH (:Noun&Tenant {id: id})<-[:COVERS_TENANT]-(sold:Subscription) RETURN sold
}
WITH sold WHERE coalesce(sold.state, 'live') IN ['live', 'archived']
WITH sold ORDER BY sold.id LIMIT $cap + 1
RETURN sold {.id, .name, .status, .arr_minor, .arr_currency, .arr_exponent, .arr_left_out, .started_at, .term_start, .term_end, .renewal_date,
             .cancel_at, .ended_at, .auto_renew} AS sold,
       COLLECT { MATCH (sold)<-[pays:PAYS_FOR|INVOICED_TO]-(payer:BillingEntity)
                 OPTIONAL MATCH (payer)-[for:FOR_ACCOUNT]->(whose:Account)
                 WITH pays, payer, for, whose ORDER BY payer.id LIMIT $beside
                 RETURN {how: type(pays), payer: payer {.id, .name}, relation: for.relation, account: whose {.id, .name}} } AS payers,
       COLLECT { MATCH (sold)-[covers:COVERS_TENANT]->(tenant:Tenant)
                 OPTIONAL MATCH (tenant)-[:FOR_ACCOUNT]->(whose:Account)
                 WITH covers, tenant, whose ORDER BY tenant.id LIMIT $beside
                 RETURN {share: covers.share, tenant: tenant {.id, .name, .internal}, account: whose {.id, .name}} } AS tenants,
       COLLECT { MATCH (sold)-[:FOR_ACCOUNT]->(whose:Account) RETURN whose {.id, .name} LIMIT 1 } AS told,
       COLLECT { MATCH (sold)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT $beside } AS records
