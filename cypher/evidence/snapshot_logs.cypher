// snapshot_logs: what is known of the full snapshots of kinds of record.
// :param ids: system|object
// :returns: many
UNWIND $ids AS id
MATCH (l:SnapshotLog {id: id})
RETURN l.id AS id, l.ats AS ats, l.batches AS batches, l.live AS live
