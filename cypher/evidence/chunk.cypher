// chunk: the ledger row of a chunk, if that batch id was used before.
// :param id: batch, file and sequence
// :returns: one
MATCH (c:BatchChunk {id: $id}) RETURN c.hash AS hash
