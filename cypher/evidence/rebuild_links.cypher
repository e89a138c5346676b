// rebuild_links: relationships as they stand, before they go.
// :param ids: element ids
// :returns: many
UNWIND $ids AS id
MATCH (a)-[x]->(b) WHERE elementId(x) = id
RETURN type(x) AS type, a.id AS source, b.id AS target
