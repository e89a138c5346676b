// quarantined: refused rows with file, line and reason, newest first.
// :param source: only of this system; null for all
// :param batch: only of this batch; null for all
// :param first: at most so many
// :returns: many
MATCH (q:Quarantine)
WHERE ($source IS NULL OR q.source = $source) AND ($batch IS NULL OR q.batch = $batch)
RETURN q.id AS id, q.source AS source, q.object AS object, q.file AS file, q.line AS line, q.reason AS reason,
       q.batch AS batch, q.at AS at, q.row AS row
ORDER BY at DESC, source, file, line
LIMIT $first
