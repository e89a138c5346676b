// snapshot_hold: a full snapshot was refused; how many records lived before it, so that its own rows do not count next time.
// :param id: system|object
// :param live: live records without those that only the refused rows told of
// :returns: none
MERGE (l:SnapshotLog {id: $id}) ON CREATE SET l.ats = [], l.batches = []
SET l.live = $live
