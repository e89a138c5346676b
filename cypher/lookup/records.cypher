// records: source records by birth id, each with the node it is in now.
// :param ids: birth ids
// :returns: many
MATCH (record:SourceRecord) WHERE record.id IN $ids
OPTIONAL MATCH (record)-[:OF]->(node:Noun)
RETURN record {.id, .system, .object, .external_id, .state, .at} AS record,
       node {.id, .name, labels: labels(node)} AS node
