// payers: the states of what these billing entities pay for.
// :param ids: ids of billing entities
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[:PAYS_FOR]->(sold:Subscription)
RETURN collect(DISTINCT {id: id, status: sold.status, state: sold.state}) AS rows
