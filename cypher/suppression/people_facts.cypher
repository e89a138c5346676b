// people_facts: who people are, where they can be reached, where they work and worked, and what facets say of them.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun&Person {id: id})
RETURN person.id AS id, person.name AS name, person.country AS country,
       COLLECT { MATCH (person)-[has:HAS_POINT]->(point:ContactPoint)
                 RETURN [point.kind, point.value, has.primary, has.since, has.systems] LIMIT 200 } AS points,
       COLLECT { MATCH (person)<-[:IS_PERSON]-(facet:Noun)
                 RETURN [facet:ProductUser, facet.lifecycle_stage, facet.in_sequence, facet.state] LIMIT 200 } AS facets,
       COLLECT { MATCH (person)-[works:WORKS_AT]->(employer:Account)
                 RETURN [employer.id, works.active, works.until, employer.domains] LIMIT 100 } AS employers,
       COLLECT { MATCH (person)<-[:IS_PERSON]-(:Lead)-[:FOR_ACCOUNT]->(employer:Account)
                 RETURN employer.id LIMIT 100 } AS lead_accounts,
       COLLECT { MATCH (person)-[works:WAS_WORKS_AT]->(employer:Account)
                 RETURN [employer.id, works.until, employer.domains] LIMIT 100 } AS former
