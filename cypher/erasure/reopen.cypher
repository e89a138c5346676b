// reopen: addresses that their owner opened again by an act of their own.
// :param rows: [keyed hash, instant of the act]
// :returns: none
UNWIND $rows AS r
MATCH (e:Erased {id: r[0]}) SET e.reopened_at = r[1]
