// people_of_accounts: who works at these companies, and whose lead belongs to them.
// :param ids: ids of the accounts
// :param cap: most people
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
CALL (account) {
  MATCH (account)<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true) RETURN person
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Lead)-[:IS_PERSON]->(person:Person) RETURN person
}
RETURN DISTINCT person.id AS id ORDER BY id LIMIT $cap
