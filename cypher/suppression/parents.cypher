// parents: the companies one step above these, over some kinds of PARENT_OF.
// :param ids: ids of the accounts
// :param kinds: kinds of PARENT_OF
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[step:PARENT_OF]-(near:Account) WHERE step.kind IN $kinds
RETURN collect(DISTINCT {id: id, near: near.id, kind: step.kind, up: true}) AS rows
