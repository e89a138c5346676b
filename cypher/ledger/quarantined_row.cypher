// quarantined_row: one refused row, as it stood in its file.
// :param id: id of the row, or its beginning
// :returns: many
MATCH (q:Quarantine) WHERE q.id STARTS WITH $id
RETURN q.id AS id, q.source AS source, q.object AS object, q.file AS file, q.line AS line, q.reason AS reason,
       q.batch AS batch, q.at AS at, q.row AS row
LIMIT 2
