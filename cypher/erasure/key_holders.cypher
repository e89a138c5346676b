// key_holders: every record that holds, held or refers to keys, with the persons it is of.
// :param keys: key ids
// :returns: many
UNWIND $keys AS key
MATCH (k:Key {id: key})<-[:HAS_KEY|HAD_KEY|REFERS_TO]-(s:SourceRecord)
RETURN DISTINCT key, s.id AS id, s.noun AS noun, COLLECT { MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(p:Person) RETURN p.id } AS persons
