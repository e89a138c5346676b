// accounts: what companies are.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun {id: id})
RETURN id, account.name AS name, account.kind AS kind, account.lifecycle_new AS lifecycle, account.managed_tree AS managed,
       account.domains AS domains
