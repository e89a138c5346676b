// engaged_people: the people of a company with their newest activity and when they were last seen in the product, and how many product users of its tenants are nobody known.
// :param account: id of the company
// :param end: instant text; what happens then or later does not count
// :param cap: most people returned; one more is returned
// :returns: one
MATCH (account:Noun&Account {id: $account})
RETURN COLLECT { MATCH (account)<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true)
                 WITH DISTINCT person ORDER BY person.name, person.id LIMIT $cap + 1
                 RETURN person {.id, .name,
                   touched: COLLECT { MATCH (person)<-[:TOUCHES]-(activity:Activity) WHERE activity.at < $end RETURN max(activity.at) }[0],
                   said: COLLECT { MATCH (person)<-[:IS_PERSON]-(facet:Contact) WHERE facet.last_activity_at < $end RETURN max(facet.last_activity_at) }[0],
                   seen: COLLECT { MATCH (person)<-[:IS_PERSON]-(facet:ProductUser) WHERE facet.last_seen_at < $end RETURN max(facet.last_seen_at) }[0]} } AS people,
       COUNT { CALL (account) {
                 MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:USES]-(user:ProductUser) RETURN user
                 UNION
                 MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:IN_TENANT]-(:Workspace)<-[:USES]-(user:ProductUser) RETURN user
               }
               WITH DISTINCT user WHERE NOT EXISTS { (user)-[:IS_PERSON]->(:Person) }
               RETURN user } AS anonymous_users,
       COLLECT { MATCH (account)<-[:TOUCHES|FOR_ACCOUNT]-(activity:Activity) WHERE activity.at < $end RETURN max(activity.at) }[0] AS touched,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(:Opportunity)<-[:TOUCHES]-(activity:Activity) WHERE activity.at < $end RETURN max(activity.at) }[0] AS deals,
       account.last_activity_at AS said
