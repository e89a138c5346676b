// snapshot_close: a full snapshot was applied to the last record.
// :param id: system|object
// :param at: instant of the snapshot
// :param batch: batch id
// :returns: none
MATCH (l:SnapshotLog {id: $id})
SET l.ats = CASE WHEN $at IN l.ats THEN l.ats ELSE l.ats + $at END, l.batches = l.batches + $batch
REMOVE l.open, l.open_batch, l.open_until, l.live
