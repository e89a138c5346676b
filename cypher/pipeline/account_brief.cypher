// account_brief: what one reads of a company before a call: its profile, parent, contracts, tickets, newest activities and the people to talk to, those with a role first.
// :param account: id of the account
// :param cap: most things returned of each kind; one more is returned
// :returns: one
MATCH (account:Noun&Account {id: $account})
RETURN account {.id, .name, .industry, .employees, .hq_country, .segment, .icp_tier, .kind, .primary_domain, .domains, .last_activity_at} AS account,
       COLLECT { MATCH (account)<-[:PARENT_OF {kind: 'SELLING'}]-(parent:Account) RETURN parent {.id, .name} LIMIT 1 } AS parents,
       COLLECT { CALL (account) {
                   MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription) RETURN sold, 'USES' AS side
                   UNION
                   MATCH (account)<-[pays:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR]->(sold:Subscription)
                   RETURN sold, CASE WHEN coalesce(pays.relation, 'DIRECT') = 'DIRECT' THEN 'PAYS' ELSE pays.relation END AS side
                 }
                 WITH sold, collect(side) AS sides ORDER BY coalesce(sold.renewal_date, sold.term_end, '~'), sold.id LIMIT $cap + 1
                 RETURN sold {.id, .name, .status, .arr_minor, .arr_currency, .arr_exponent, .renewal_date, .term_end, .cancel_at, sides: sides} } AS contracts,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(ticket:Ticket) WHERE NOT coalesce(ticket.status, 'OPEN') IN ['SOLVED', 'CLOSED']
                 RETURN ticket {.id, name: ticket.subject, .status, .severity, .opened_at} ORDER BY ticket.opened_at DESC LIMIT $cap + 1 } AS tickets,
       COLLECT { MATCH (account)<-[:TOUCHES]-(activity:Activity) WHERE activity.at IS NOT NULL
                 RETURN activity {.id, .kind, .at, .direction} ORDER BY activity.at DESC LIMIT 5 } AS activities,
       COLLECT { CALL (account) {
                   MATCH (account)<-[role:HAS_ROLE]-(person:Person) RETURN person, role.role AS role, account AS towards LIMIT $cap + 1
                   UNION
                   MATCH (account)<-[:FOR_ACCOUNT]-(near:Opportunity|BuyingGroup)<-[role:HAS_ROLE]-(person:Person)
                   WHERE NOT coalesce(near.is_closed, false)
                   RETURN person, role.role AS role, near AS towards LIMIT $cap + 1
                   UNION
                   MATCH (account)<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true)
                   RETURN person, null AS role, null AS towards LIMIT $cap + 1
                 }
                 WITH person, [one IN collect({role: role, towards: towards {.id, .name, labels: labels(towards)}}) WHERE one.role IS NOT NULL] AS roles
                 ORDER BY size(roles) = 0, person.name, person.id LIMIT $cap + 1
                 RETURN person {.id, .name, roles: roles,
                                title: COLLECT { MATCH (person)-[works:WORKS_AT]->(account) RETURN works.title LIMIT 1 }[0]} } AS people
