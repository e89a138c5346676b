// ambiguity: one ambiguity and the evidence it rests on.
// :param id: its id
// :returns: many
MATCH (ambiguity:Ambiguity {id: $id})
RETURN ambiguity.kind AS kind, ambiguity.subject AS subject, ambiguity.candidates AS candidates,
       ambiguity.evidence AS evidence,
       COLLECT { MATCH (ambiguity)-[:ABOUT]->(record:SourceRecord) RETURN record.key } AS about
