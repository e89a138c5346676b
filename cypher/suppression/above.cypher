// above: the companies above these, over one kind of PARENT_OF.
// :param ids: ids of the accounts
// :param kind: kind of PARENT_OF
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
CALL (account) {
  MATCH (account) ((:Account)<-[:PARENT_OF {kind: $kind}]-(:Account)){1,50} (upper:Account) RETURN collect(DISTINCT upper.id) AS above
}
WITH account, above WHERE above <> []
RETURN account.id AS id, above
