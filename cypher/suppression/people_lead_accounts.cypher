// people_lead_accounts: the companies that people's leads belong to.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(:Lead)-[:FOR_ACCOUNT]->(employer:Account)
RETURN collect({id: id, account: employer.id}) AS rows
