// put_quarantine: rows that were refused, with file, line and reason.
// :param rows: [id, source, object, file, line, reason, row, batch, at]
// :returns: none
UNWIND $rows AS r
MERGE (q:Quarantine {id: r[0]})
SET q.source = r[1], q.object = r[2], q.file = r[3], q.line = r[4], q.reason = r[5], q.row = r[6], q.batch = r[7], q.at = r[8]
