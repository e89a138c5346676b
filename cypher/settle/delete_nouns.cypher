// delete_nouns: nouns that no record makes any more.
// :param ids: noun ids
// :returns: none
UNWIND $ids AS id
MATCH (n:Noun {id: id})
DETACH DELETE n
