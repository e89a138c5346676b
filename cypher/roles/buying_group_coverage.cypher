// buying_group_coverage: everybody with a role towards a target or what belongs to it, and the members of its buying groups.
// :param target: id of the opportunity, buying group or account
// :param near: ids of things whose roles are near: the account of an opportunity or group, its buying groups
// :param cap: most roles and members returned of each thing
// :returns: many
UNWIND [$target] + $near AS id
MATCH (thing:Noun {id: id})
RETURN thing {.id, .name, labels: labels(thing)} AS thing,
       COLLECT { MATCH (thing)<-[role:HAS_ROLE]-(person:Person)
                 WITH role, person ORDER BY person.name, person.id, role.role LIMIT $cap
                 RETURN {person: person {.id, .name}, link: properties(role)} } AS roles,
       COLLECT { MATCH (thing)<-[member:MEMBER_OF]-(person:Person)
                 WITH member, person ORDER BY person.name, person.id LIMIT $cap
                 RETURN {person: person {.id, .name}, link: properties(member)} } AS members
