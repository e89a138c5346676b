// pending: work left by earlier transactions.
// :returns: many
MATCH (p:Pending)
RETURN p.id AS id, p.records AS records, p.changed AS changed, p.keys AS keys, p.due AS due ORDER BY due, id
