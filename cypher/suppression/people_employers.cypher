// people_employers: where people work and worked.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[works:WORKS_AT|WAS_WORKS_AT]->(employer:Account)
RETURN collect({id: id, account: employer.id, now: type(works) = 'WORKS_AT', active: works.active, until: works.until}) AS rows
