// drop_batch: the ledger rows of an import, which is no run of a source.
// :param batch: batch id
// :returns: none
MATCH (b:Batch {id: $batch})
OPTIONAL MATCH (c:BatchChunk) WHERE c.id STARTS WITH $batch + '|'
DETACH DELETE b, c
