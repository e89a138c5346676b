// rewrite_receipts: receipts without the person.
// :param rows: [batch id, receipt]
// :returns: none
UNWIND $rows AS r
MATCH (b:Batch {id: r[0]}) SET b.receipt = r[1]
