// family: the companies one step above or below these, over PARENT_OF of any kind.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (account:Noun {id: id})-[step:PARENT_OF]-(near:Account)
RETURN collect(DISTINCT {id: id, near: near.id, kind: step.kind, up: startNode(step) = near}) AS rows
