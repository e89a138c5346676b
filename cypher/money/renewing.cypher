// renewing: what renews contracts: opportunities that say so, and open renewals of the companies that use or pay for them.
// :param ids: ids of the contracts
// :param cap: most opportunities returned of each
// :returns: many
UNWIND $ids AS id
MATCH (sold:Noun&Subscription {id: id})
CALL (sold) {
  MATCH (sold)<-[:RENEWS]-(deal:Opportunity) RETURN deal, 'RENEWS' AS told, null AS account
  UNION
  CALL (sold) {
    MATCH (sold)-[:COVERS_TENANT]->(:Tenant)-[:FOR_ACCOUNT]->(account:Account) RETURN account
    UNION
    MATCH (sold)<-[:PAYS_FOR]-(:BillingEntity)-[:FOR_ACCOUNT]->(account:Account) RETURN account
  }
  MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity {kind: 'RENEWAL'})
  WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
  RETURN deal, 'ACCOUNT' AS told, account
}
WITH id, deal, told, account ORDER BY deal.id
WITH id, collect({id: deal.id, told: told, account: account {.id, .name}})[..$cap] AS deals
RETURN id, deals
