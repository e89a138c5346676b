// any_erased: whether anybody was ever erased.
// :returns: one
OPTIONAL MATCH (e:Erased)
WITH e LIMIT 1
RETURN collect({id: e.id}) AS rows
