// referrers: records that refer to records, with the persons they are of.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})<-[:REFERS_TO]-(s:SourceRecord)
RETURN DISTINCT s.id AS id, s.noun AS noun, COLLECT { MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(p:Person) RETURN p.id } AS persons
