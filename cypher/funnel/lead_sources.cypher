// lead_sources: of some people what became of them: leads that were converted, and the deals on which they have a role.
// :param ids: ids of the people
// :param kinds: kinds of deal that count
// :param no_buyers: roles that make nobody a buyer
// :param cap: most deals looked at of each
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun&Person {id: id})
RETURN person.id AS id,
       EXISTS { (person)<-[:IS_PERSON]-(lead:Lead) WHERE lead.is_converted OR EXISTS { (lead)-[:CONVERTED_TO]->() } } AS converted,
       COLLECT { MATCH (person)-[role:HAS_ROLE]->(deal:Opportunity)
                 WHERE deal.kind IN $kinds AND NOT role.role IN $no_buyers AND coalesce(deal.state, 'live') IN ['live', 'archived']
                 WITH person, deal LIMIT $cap
                 RETURN {won: coalesce(deal.is_won, false),
                         theirs: EXISTS { (person)-[:WORKS_AT]->(:Account)<-[:FOR_ACCOUNT]-(deal) }} } AS deals
