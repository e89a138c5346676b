// put_pending: work that a later transaction must finish.
// :param id: its id
// :param records: birth ids to settle again with retirement
// :param changed: birth ids whose referrers must be linked again
// :param keys: key ids whose referrers must be linked again
// :param due: epoch seconds before which nothing may be retired
// :returns: none
MERGE (p:Pending {id: $id}) SET p.records = $records, p.changed = $changed, p.keys = $keys, p.due = $due
