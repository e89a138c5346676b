// payers: the states of what these billing entities pay for.
// :param ids: ids of billing entities
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})-[:PAYS_FOR]->(sold:Subscription)
RETURN DISTINCT id, sold.status AS status, sold.state AS state
