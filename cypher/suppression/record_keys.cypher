// record_keys: the addresses and numbers that records hold or held.
// :param births: birth ids of the records
// :returns: one
UNWIND $births AS birth
MATCH (:SourceRecord {id: birth})-[:HAS_KEY|HAD_KEY]->(key:Key)
WHERE key.id STARTS WITH 'email|' OR key.id STARTS WITH 'phone|'
RETURN collect(DISTINCT {birth: birth, key: key.id}) AS rows
