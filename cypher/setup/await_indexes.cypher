// await_indexes: wait until every index is online.
// :returns: none
CALL db.awaitIndexes(120)
