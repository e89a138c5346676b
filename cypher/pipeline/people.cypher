// people: people with what one looks at first: address, employers, owners of those, records.
// :param ids: ids of the people
// :param cap: most companies, owners and records returned of each
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun&Person {id: id})
RETURN person {.id, .name, .email} AS person,
       COLLECT { MATCH (person)-[works:WORKS_AT]->(account:Account) WHERE coalesce(works.active, true)
                 RETURN account {.id, .name} ORDER BY coalesce(works.primary, false) DESC, account.id LIMIT $cap } AS employers,
       COLLECT { CALL (person) {
                   MATCH (person)<-[:IS_PERSON]-(:Noun)<-[owns:OWNS]-(owner:Noun) RETURN owner, owns.type AS type LIMIT $cap
                   UNION
                   MATCH (person)-[:WORKS_AT]->(:Account)<-[owns:OWNS]-(owner:Noun) WHERE owns.type <> 'MEMBER' RETURN owner, owns.type AS type LIMIT $cap
                 }
                 WITH DISTINCT owner, type ORDER BY type, owner.id LIMIT $cap
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), type: type} } AS owners,
       COLLECT { MATCH (person)<-[:IS_PERSON]-(:Noun)<-[:OF]-(record:SourceRecord)
                 RETURN record {.system, .object, .external_id, .state, .at} LIMIT $cap } AS records
