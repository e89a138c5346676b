// employers: where people work and worked.
// :param people: ids of the people
// :param cap: most employments returned of each
// :returns: many
MATCH (person:Noun) WHERE person.id IN $people
RETURN person.id AS id, person.first_evidence_at AS first_evidence_at,
       COLLECT { MATCH (person)-[works:WORKS_AT|WAS_WORKS_AT]->(employer:Account)
                 WITH works, employer ORDER BY works.since, employer.id LIMIT $cap
                 RETURN {employer: employer {.id, .name}, link: properties(works)} } AS employers
