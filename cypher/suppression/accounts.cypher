// accounts: what companies are.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (account:Noun {id: id})
RETURN collect({id: id, name: account.name, kind: account.kind, lifecycle: account.lifecycle_new, managed: account.managed_tree,
                domains: account.domains}) AS rows
