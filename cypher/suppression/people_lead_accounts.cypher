// people_lead_accounts: the companies that people's leads belong to.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(:Lead)-[:FOR_ACCOUNT]->(employer:Account)
RETURN id, employer.id AS account
