// family: the companies one step above or below these, over PARENT_OF of any kind.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun {id: id})-[step:PARENT_OF]-(near:Account)
RETURN DISTINCT id, near.id AS near, step.kind AS kind, startNode(step) = near AS up
