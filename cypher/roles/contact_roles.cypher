// contact_roles: the roles of a person, or of everybody towards a target and what belongs to it, at one time.
// :param anchor: id of the target if one is named, else of the person
// :param person: id of the person if a target is named too, else null
// :param at: instant text; a link that ended by then does not count
// :param since: instant text; a link that starts later does not count
// :param cap: most roles returned; one more is returned
// :returns: many
MATCH (anchor:Noun {id: $anchor})
MATCH (anchor)<-[belongs:FOR_ACCOUNT|WAS_FOR_ACCOUNT*0..1]-(near:Noun)-[role:HAS_ROLE|WAS_HAS_ROLE]-(far:Noun)
WHERE role.since <= $since AND coalesce(role.until, '~') > $at AND ($person IS NULL OR far.id = $person)
  AND all(link IN belongs WHERE link.since <= $since AND coalesce(link.until, '~') > $at)
WITH startNode(role) AS person, role, endNode(role) AS target, belongs
ORDER BY person.name, person.id, target.id, role.role, role.since LIMIT $cap + 1
RETURN person {.id, .name} AS person, target {.id, .name, labels: labels(target)} AS target, properties(role) AS link,
       [link IN belongs | properties(link)] AS belongs
