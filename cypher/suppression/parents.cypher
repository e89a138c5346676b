// parents: the companies one step above these, over some kinds of PARENT_OF.
// :param ids: ids of the accounts
// :param kinds: kinds of PARENT_OF
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[step:PARENT_OF]-(near:Account) WHERE step.kind IN $kinds
RETURN DISTINCT id, near.id AS near, step.kind AS kind, true AS up
