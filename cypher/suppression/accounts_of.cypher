// accounts_of: the companies that opportunities, buying groups, tenants, workspaces and billing entities belong to.
// :param ids: their ids
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[:FOR_ACCOUNT]->(account:Account)
RETURN collect(DISTINCT {id: id, account: account.id}) AS rows
