// orders: every erasure that was ordered, with what it did.
// :returns: many
MATCH (j:Erasure)
RETURN j.id AS id, j.at AS at, j.actor AS actor, j.team AS team, j.reason AS reason, j.state AS state, j.counts AS counts
ORDER BY at, id
