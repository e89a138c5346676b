// record_keys: the addresses and numbers that records hold or held.
// :param ids: birth ids of the records
// :returns: one
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})-[:HAS_KEY|HAD_KEY]->(key:Key)
WHERE key.id STARTS WITH 'email|' OR key.id STARTS WITH 'phone|'
RETURN collect(DISTINCT {id: id, key: key.id}) AS rows
