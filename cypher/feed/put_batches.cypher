// put_batches: events of transactions as another store had them.
// :param rows: [{from, to, at, batch, events}]
// :returns: none
UNWIND $rows AS r
MERGE (b:ChangeBatch {to: r.to}) SET b.from = r.from, b.at = r.at, b.batch = r.batch, b.events = r.events
