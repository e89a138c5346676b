// doubts_about: open ambiguities about records.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})<-[:ABOUT]-(a:Ambiguity)
RETURN DISTINCT a.id AS id, a.evidence AS evidence
