// motion_conflicts: what runs towards a company: its open opportunities, the campaigns its people are in, those of its people in a sales sequence.
// :param account: id of the account
// :param reach: most people looked at
// :param cap: most things returned of each kind; one more is returned
// :returns: one
MATCH (account:Noun&Account {id: $account})
RETURN COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity)
                 WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
                 RETURN deal.id ORDER BY deal.id LIMIT $cap + 1 } AS deals,
       COLLECT { MATCH (account)<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true)
                 WITH person LIMIT $reach
                 MATCH (person)-[member:TARGETED_BY]->(campaign:Campaign)
                 WITH campaign, person, member ORDER BY member.since DESC, person.id
                 WITH campaign, count(person) AS people, collect(person {.id, .name, status: member.status})[..5] AS some,
                      max(member.since) AS newest
                 ORDER BY newest DESC, campaign.id LIMIT $cap + 1
                 RETURN {campaign: campaign {.id, .name, .status}, people: people, some: some, newest: newest} } AS campaigns,
       COLLECT { MATCH (account)<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true)
                 WITH person LIMIT $reach
                 MATCH (person)<-[:IS_PERSON]-(contact:Contact) WHERE contact.in_sequence
                 WITH DISTINCT person, contact ORDER BY person.name, person.id LIMIT $cap + 1
                 RETURN person {.id, .name, systems: contact.systems} } AS sequences
