// put_marks: keyed hashes that stay of an erased person; erasing again closes what was opened.
// :param rows: [keyed hash, RECORD, KEY or NAME, instant]
// :returns: none
UNWIND $rows AS r
MERGE (e:Erased {id: r[0]}) SET e.kind = r[1], e.at = r[2], e.reopened_at = null
