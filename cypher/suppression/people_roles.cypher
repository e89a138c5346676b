// people_roles: the roles people have now, and the buying groups they are in.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[role:HAS_ROLE|MEMBER_OF]->(target:Noun)
RETURN collect({id: id, role: role.role, noun: [label IN labels(target) WHERE label <> 'Noun'][0], target: target.id,
                name: target.name, kind: target.kind, closed: target.is_closed, won: target.is_won, status: target.status,
                state: target.state}) AS rows
