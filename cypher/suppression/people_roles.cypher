// people_roles: the roles people have now, and the buying groups they are in.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})-[role:HAS_ROLE|MEMBER_OF]->(target:Noun)
RETURN id, role.role AS role, [label IN labels(target) WHERE label <> 'Noun'][0] AS noun, target.id AS target, target.name AS name,
       target.kind AS kind, target.is_closed AS closed, target.is_won AS won, target.status AS status, target.state AS state
