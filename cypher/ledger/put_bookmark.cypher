// put_bookmark: how far a stream was read, in the transaction of the rows before it.
// :param id: source and kind of row
// :param source: system
// :param object: object name
// :param state: what is needed to go on, as text
// :param batch: batch id
// :param at: instant
// :returns: none
MERGE (b:Bookmark {id: $id})
SET b.source = $source, b.object = $object, b.state = $state, b.batch = $batch, b.at = $at
