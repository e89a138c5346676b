// people_employers: where people work and worked.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})-[works:WORKS_AT|WAS_WORKS_AT]->(employer:Account)
RETURN id, employer.id AS account, type(works) = 'WORKS_AT' AS now, works.active AS active, works.until AS until
