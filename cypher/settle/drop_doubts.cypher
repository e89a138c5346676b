// drop_doubts: ambiguities that the evidence no longer shows.
// :param ids: ambiguity ids
// :returns: none
UNWIND $ids AS id
MATCH (a:Ambiguity {id: id})
DETACH DELETE a
