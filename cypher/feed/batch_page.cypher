// batch_page: events of transactions in their order, to be carried to another store.
// :param after: number after which the page starts
// :param most: page size
// :returns: many
MATCH (b:ChangeBatch) WHERE b.to > $after
RETURN b.to AS to, properties(b) AS batch ORDER BY b.to LIMIT $most
