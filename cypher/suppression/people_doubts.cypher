// people_doubts: the people of whom it is open who they are.
// :param ids: ids of the people
// :param doubts: kinds of ambiguity that leave it open
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(:Noun)<-[:OF]-(:SourceRecord)<-[:ABOUT]-(doubt:Ambiguity)
WHERE doubt.status = 'open' AND doubt.kind IN $doubts
RETURN collect(DISTINCT {id: id}) AS rows
