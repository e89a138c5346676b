// purchases: what a target is a purchase of: itself with its kind or template, its account, and of an account its open opportunities, buying groups and whether a contract is live.
// :param target: id of the opportunity, buying group or account
// :param live: states of a live contract
// :param cap: most opportunities and groups returned
// :returns: one
MATCH (target:Noun {id: $target})
OPTIONAL MATCH (target)-[:FOR_ACCOUNT]->(of:Account)
WITH target, of, CASE WHEN target:Account THEN target ELSE of END AS account
RETURN target {.kind, .template, .is_closed, .is_won} AS target, of {.id, .name} AS account,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity)
                 WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
                 RETURN deal {.id, .name, .kind} ORDER BY deal.id LIMIT $cap } AS deals,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(group:BuyingGroup)
                 RETURN group {.id, .name, .template} ORDER BY group.id LIMIT $cap } AS groups,
       EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription) WHERE sold.status IN $live }
         OR EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR]->(sold:Subscription) WHERE sold.status IN $live } AS live
