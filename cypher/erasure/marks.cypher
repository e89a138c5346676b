// marks: which of these keyed hashes are of erased persons.
// :param ids: keyed hashes
// :returns: many
UNWIND $ids AS id
MATCH (e:Erased {id: id})
RETURN e.id AS id, e.at AS at, e.reopened_at AS reopened_at
