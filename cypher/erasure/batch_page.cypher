// batch_page: receipts in the order of their batches.
// :param after: id after which the page starts
// :param most: page size
// :returns: many
MATCH (b:Batch) WHERE b.id > $after
RETURN b.id AS id, b.receipt AS receipt ORDER BY b.id LIMIT $most
