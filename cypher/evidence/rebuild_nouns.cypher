// rebuild_nouns: nouns as they stand, before they are settled again.
// :param ids: our ids
// :returns: many
UNWIND $ids AS id
MATCH (n:Noun {id: id})
RETURN n.id AS id, properties(n) AS props
