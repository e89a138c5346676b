// accounts_of: the companies that opportunities, buying groups, tenants, workspaces and billing entities belong to.
// :param ids: their ids
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})-[:FOR_ACCOUNT]->(account:Account)
RETURN DISTINCT id, account.id AS account
