// snapshot_open: a full snapshot begins to be applied, or goes on; another one has to wait until this one is given up.
// :param id: system|object
// :param at: instant of the snapshot
// :param batch: batch id
// :param now: epoch seconds
// :param until: epoch seconds at which it counts as given up
// :returns: one
MERGE (l:SnapshotLog {id: $id}) ON CREATE SET l.ats = [], l.batches = []
WITH l, l.open IS NULL OR l.open_batch = $batch OR l.open_until < $now AS free, l.open_batch AS other
FOREACH (_ IN CASE WHEN free THEN [1] ELSE [] END |
  SET l.open = $at, l.open_batch = $batch, l.open_until = $until)
RETURN free, other
