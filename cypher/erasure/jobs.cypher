// jobs: erasures that are not done.
// :returns: many
MATCH (j:Erasure) WHERE j.work IS NOT NULL
RETURN j.id AS id, j.work AS work, j.due AS due ORDER BY due, id
