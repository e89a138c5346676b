// records: source records by birth id, as one list.
// :param ids: birth ids
// :returns: one
MATCH (record:SourceRecord) WHERE record.id IN $ids
RETURN collect(record {.id, .system, .object, .external_id, .state, .at}) AS records
