// add_key_refs: references by identity key, also to keys nobody holds yet.
// :param rows: [record id, end, key id, kind, reason why it identifies nothing or null]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
MERGE (k:Key {id: r[2]}) ON CREATE SET k.kind = r[3], k.shared = r[4]
CREATE (s)-[:REFERS_TO {end: r[1]}]->(k)
