// V0015__snapshot_id: one log of snapshots for each kind of record.
// :returns: none
CREATE CONSTRAINT snapshot_id IF NOT EXISTS FOR (n:SnapshotLog) REQUIRE n.id IS UNIQUE
