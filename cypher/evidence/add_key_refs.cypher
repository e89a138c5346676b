// add_key_refs: references by identity key, also to keys nobody holds yet.
// :param rows: [record id, end, key id, kind]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
MERGE (k:Key {id: r[2]}) ON CREATE SET k.kind = r[3]
CREATE (s)-[:REFERS_TO {end: r[1]}]->(k)
