// accounts_behind: the companies behind workspaces and subscriptions, over a tenant or the payer.
// :param ids: their ids
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[:IN_TENANT|COVERS_TENANT|PAYS_FOR]-(between:Tenant|BillingEntity)-[:FOR_ACCOUNT]->(account:Account)
RETURN collect(DISTINCT {id: id, account: account.id}) AS rows
