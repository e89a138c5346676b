// add_keys: keys that records hold now.
// :param rows: [record id, key id, kind, reason why it identifies nothing or null]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
MERGE (k:Key {id: r[1]}) ON CREATE SET k.kind = r[2], k.shared = r[3]
CREATE (s)-[:HAS_KEY]->(k)
