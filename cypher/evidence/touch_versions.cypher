// touch_versions: equal content was observed again, or is read by another mapping now.
// :param rows: [record id, hash, clock, at, new at, new last seen, claims, mapping]
// :returns: none
UNWIND $rows AS r
MATCH (:SourceRecord {id: r[0]})-[:HAS_VERSION]->{0,1}(v:RecordVersion {hash: r[1], clock: r[2], told_at: r[3]})
SET v.told_at = r[4], v.last_seen = r[5], v.claims = r[6], v.mapping = r[7]
