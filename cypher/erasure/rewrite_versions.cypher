// rewrite_versions: what others said, without the person.
// :param rows: [element id, row, claims, hash]
// :returns: none
UNWIND $rows AS r
MATCH (v:RecordVersion) WHERE elementId(v) = r[0]
SET v.row = r[1], v.claims = r[2], v.hash = r[3]
