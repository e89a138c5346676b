// held_keys: the addresses and numbers that records hold or held.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})-[:HAS_KEY|HAD_KEY]->(k:Key) WHERE k.kind IN ['email', 'phone']
RETURN DISTINCT k.id AS key
