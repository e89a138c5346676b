// put_chunk: the ledger row of a chunk, in the chunk's own transaction.
// :param id: batch, file and sequence
// :param batch: batch id
// :param source: system
// :param hash: hash of the chunk's rows
// :param rows: number of rows
// :param at: instant
// :returns: none
MERGE (b:Batch {id: $batch}) ON CREATE SET b.source = $source, b.opened_at = $at, b.state = 'open'
CREATE (:BatchChunk {id: $id, batch: $batch, hash: $hash, rows: $rows, at: $at})
