// nodes_of_records: the nodes that source records are in now.
// :param ids: birth ids of the records
// :returns: many
MATCH (record:SourceRecord)-[:OF]->(node:Noun) WHERE record.id IN $ids
RETURN record.id AS id, coalesce(node.name, node.id) AS name
