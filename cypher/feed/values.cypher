// values: fields of nouns as they stand, before they are settled again.
// :param ids: our ids
// :param names: names of the fields
// :returns: many
UNWIND $ids AS id
MATCH (n:Noun {id: id})
RETURN n.id AS id, n.state AS state, [name IN $names | n[name]] AS words
