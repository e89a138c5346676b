// places: the tenants and workspaces that are or were these companies', with every link that says whose they are or were.
// :param ids: ids of the companies
// :param cap: most places returned; one more is returned
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
CALL (account) {
  MATCH (account)<-[:FOR_ACCOUNT|WAS_FOR_ACCOUNT]-(place:Tenant|Workspace) RETURN place
  UNION
  MATCH (account)<-[:FOR_ACCOUNT|WAS_FOR_ACCOUNT]-(:Tenant)<-[:IN_TENANT|WAS_IN_TENANT]-(place:Workspace) RETURN place
}
WITH DISTINCT place LIMIT $cap + 1
RETURN place {.id, .name, .internal, .first_evidence_at, .slots, labels: labels(place)} AS place,
       COLLECT { MATCH (place)-[link:FOR_ACCOUNT|WAS_FOR_ACCOUNT]->(to:Account)
                 RETURN {link: link {.since, .since_kind, .until, .systems, .records}, to: to {.id, .name, .domains}} } AS accounts,
       COLLECT { MATCH (place)-[link:IN_TENANT|WAS_IN_TENANT]->(to:Tenant)
                 RETURN {link: link {.since, .since_kind, .until, .systems, .records}, to: to {.id, .name, .internal, .first_evidence_at, .slots},
                         accounts: COLLECT { MATCH (to)-[own:FOR_ACCOUNT|WAS_FOR_ACCOUNT]->(of:Account)
                                             RETURN {link: own {.since, .since_kind, .until, .systems, .records}, to: of {.id, .name, .domains}} }} } AS tenants
ORDER BY place.id
