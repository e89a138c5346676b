// create_versions: further versions of records that are there.
// :param rows: [record id, at, last seen, clock, hash, row, claims, mapping, batch]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
CREATE (s)-[:HAS_VERSION]->(v:RecordVersion)
SET v.told_at = r[1], v.last_seen = r[2], v.clock = r[3], v.hash = r[4], v.row = r[5], v.claims = r[6], v.mapping = r[7], v.batch = r[8]
