// snapshot_times: when the full snapshots of kinds of record were taken, the one that is being applied included.
// :param ids: system|object
// :returns: many
UNWIND $ids AS id
MATCH (l:SnapshotLog {id: id})
RETURN l.id AS id, CASE WHEN l.open IS NULL THEN l.ats ELSE l.ats + l.open END AS ats
