// person_candidates: what tells people apart: name, addresses, employers.
// :param ids: ids of the people
// :returns: many
MATCH (person:Noun&Person) WHERE person.id IN $ids
RETURN person.id AS id, person.name AS name, person.systems AS systems, person.country AS country,
       COLLECT { MATCH (person)-[:HAS_POINT]->(point:ContactPoint)
                 RETURN point.value AS value ORDER BY value LIMIT 10 } AS points,
       COLLECT { MATCH (person)-[:WORKS_AT]->(employer:Account)
                 RETURN coalesce(employer.name, employer.id) AS employer ORDER BY employer LIMIT 10 } AS employers
ORDER BY id
