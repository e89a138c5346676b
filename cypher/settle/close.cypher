// close: no writer may enter any more, or, without a time, all may again.
// :param at: instant, or null
// :returns: none
MERGE (l:WriterLock {id: 'settle'}) SET l.closed_at = $at
