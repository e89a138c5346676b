// family: the companies one step above or below these, over PARENT_OF of any kind.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
CALL (account) {
  MATCH (account)-[:PARENT_OF]-(near:Account) RETURN collect(DISTINCT near.id) AS near
}
WITH account, near WHERE near <> []
RETURN account.id AS id, near
