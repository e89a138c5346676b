// anchors: the companies of people and leads: where they work, whose lead they are, towards whom they have a role; and their addresses.
// :param people: ids of the people
// :param leads: ids of leads that are asked about beside them
// :param cap: most companies and addresses returned of each kind
// :returns: one
RETURN COLLECT {
         CALL () {
           UNWIND $people AS id
           MATCH (person:Noun {id: id})-[link:WORKS_AT]->(account:Account) WHERE coalesce(link.active, true)
           RETURN account, link, 'WORKS_AT' AS by, person AS start LIMIT $cap
           UNION ALL
           UNWIND $people AS id
           MATCH (person:Noun {id: id})-[link:HAS_ROLE]->(account:Account)
           RETURN account, link, 'HAS_ROLE' AS by, person AS start LIMIT $cap
           UNION ALL
           UNWIND $people AS id
           MATCH (:Noun {id: id})<-[:IS_PERSON]-(lead:Lead)-[link:FOR_ACCOUNT]->(account:Account)
           RETURN account, link, 'FOR_ACCOUNT' AS by, lead AS start LIMIT $cap
           UNION ALL
           UNWIND $leads AS id
           MATCH (lead:Noun {id: id})-[link:FOR_ACCOUNT]->(account:Account)
           RETURN account, link, 'FOR_ACCOUNT' AS by, lead AS start LIMIT $cap
         }
         WITH DISTINCT account, link, by, start LIMIT 4 * $cap
         RETURN {account: account {.id, .name}, link: properties(link), by: by, start: start {.id, .name, labels: labels(start)}}
       } AS accounts,
       COLLECT {
         UNWIND $people AS id
         MATCH (person:Noun {id: id})-[has:HAS_POINT]->(point:ContactPoint {kind: 'EMAIL'})
         WITH point, has ORDER BY coalesce(has.primary, false) DESC, point.value LIMIT $cap
         RETURN point.value
       } AS emails
