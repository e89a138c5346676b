// any_mark: whether anybody was ever erased.
// :returns: many
MATCH (e:Erased) RETURN e.id AS id LIMIT 1
