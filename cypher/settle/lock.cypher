// lock: one writer at a time; every settling transaction writes this node first.
// :returns: one
MERGE (l:WriterLock {id: 'settle'}) SET l.turn = coalesce(l.turn, 0) + 1
RETURN l.closed_at AS closed_at
