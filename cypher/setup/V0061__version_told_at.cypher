// V0061__version_told_at: a record's first version is the record's own node, so the time of a version has a name of its own.
// :returns: none
MATCH (v:RecordVersion) WHERE v.told_at IS NULL AND v.at IS NOT NULL
CALL (v) {
  SET v.told_at = v.at
  REMOVE v.at
} IN TRANSACTIONS OF 10000 ROWS
