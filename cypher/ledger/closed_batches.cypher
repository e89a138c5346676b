// closed_batches: which of these batches ran to their end.
// :param ids: batch ids
// :returns: many
UNWIND $ids AS id
MATCH (b:Batch {id: id}) WHERE b.state = 'closed'
RETURN b.id AS id
