// add_refs: references to records, also to those never received.
// :param rows: [record id, end, referred id, key, system, object, external id]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
MERGE (t:SourceRecord {id: r[2]})
  ON CREATE SET t.key = r[3], t.system = r[4], t.object = r[5], t.external_id = r[6], t.state = 'unseen'
CREATE (s)-[:REFERS_TO {end: r[1]}]->(t)
