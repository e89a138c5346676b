// account_risks: the risks that were raised about companies, or about workspaces, tenants and subscriptions of theirs.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (account:Noun {id: id})
CALL (account) {
  MATCH (account)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant|Workspace|Subscription)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:IN_TENANT|COVERS_TENANT]-(:Workspace|Subscription)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR|INVOICED_TO]->(:Subscription)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
}
RETURN collect({id: id, flag: flag.id, name: flag.name, reason: flag.reason, status: flag.status, opened_at: flag.opened_at,
                systems: flag.systems, state: flag.state}) AS rows
