// erased: which of these keyed hashes are of erased persons.
// :param ids: keyed hashes of records, addresses and numbers
// :returns: one
UNWIND $ids AS id
MATCH (e:Erased {id: id})
RETURN collect({id: e.id, at: e.at, reopened_at: e.reopened_at}) AS rows
