// renewal_risk: the risks that were raised about a company, its people, contracts and deals, or about tenants and workspaces of it, with what each is about.
// :param account: id of the company
// :param cap: most risks returned; one more is returned
// :param beside: most things returned of each kind beside a risk
// :returns: many
MATCH (account:Noun&Account {id: $account})
CALL (account) {
  MATCH (account)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant|Workspace|Subscription|Opportunity)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:IN_TENANT|COVERS_TENANT]-(:Workspace|Subscription)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR|INVOICED_TO]->(:Subscription)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[works:WORKS_AT]-(:Person)<-[:FLAGS]-(flag:RiskFlag) WHERE coalesce(works.active, true) RETURN flag
}
WITH flag WHERE coalesce(flag.state, 'live') IN ['live', 'archived']
WITH flag ORDER BY coalesce(flag.opened_at, flag.first_evidence_at) DESC, flag.id LIMIT $cap + 1
RETURN flag {.id, .name, .reason, .level, .status, .opened_at, .closed_at, .due_at, .systems, .first_evidence_at} AS flag,
       COLLECT { MATCH (flag)-[:FLAGS]->(about:Noun)
                 WITH DISTINCT about ORDER BY about.id LIMIT $beside
                 RETURN about {.id, .name, labels: labels(about), inside: about:Workspace AND EXISTS { (about)-[:IN_TENANT]->(:Tenant) }} } AS about,
       COLLECT { MATCH (flag)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT $beside } AS records
