// key_holders: every record that holds, held or refers to keys, whether it holds them now, and the persons it is of.
// :param keys: key ids
// :returns: many
UNWIND $keys AS key
MATCH (k:Key {id: key})<-[x:HAS_KEY|HAD_KEY|REFERS_TO]-(s:SourceRecord)
WITH key, s, max(type(x) = 'HAS_KEY') AS now
RETURN key, s.id AS id, s.noun AS noun, now, COLLECT { MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(p:Person) RETURN p.id } AS persons
