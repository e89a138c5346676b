// doubts_about: ambiguities that records show.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})<-[:ABOUT]-(a:Ambiguity)
RETURN a.id AS id, a.kind AS kind, id AS record
