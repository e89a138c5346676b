// attribution: of some opportunities what may have brought them: the leads they came from, the sources of people with a role, their campaigns, partners.
// :param ids: ids of the opportunities
// :param cap: most people looked at of each, and most things returned of each kind
// :returns: many
UNWIND $ids AS id
MATCH (deal:Noun&Opportunity {id: id})
RETURN deal.id AS id,
       COLLECT { MATCH (deal)<-[:CONVERTED_TO]-(lead:Lead) WHERE lead.lead_source IS NOT NULL
                 RETURN lead.lead_source ORDER BY lead.first_evidence_at, lead.id LIMIT 1 } AS leads,
       COLLECT { MATCH (deal)<-[role:HAS_ROLE]-(person:Person)
                 WITH person, max(coalesce(role.primary, false)) AS main ORDER BY main DESC, person.id LIMIT $cap
                 MATCH (person)<-[:IS_PERSON]-(facet:Contact|Lead) WHERE facet.lead_source IS NOT NULL
                 RETURN facet.lead_source ORDER BY main DESC, facet.first_evidence_at, facet.id LIMIT 1 } AS sources,
       COLLECT { MATCH (deal)<-[:HAS_ROLE]-(person:Person)
                 WITH DISTINCT person ORDER BY person.id LIMIT $cap
                 MATCH (person)-[member:TARGETED_BY|WAS_TARGETED_BY]->(campaign:Campaign)
                 WITH campaign, collect(member.since) AS times ORDER BY campaign.id LIMIT $cap
                 RETURN campaign {.id, .name, times: times} } AS campaigns,
       COLLECT { MATCH (deal)-[:SOURCED_BY]->(partner:Account) RETURN partner {.id, .name} ORDER BY partner.id LIMIT 1 } AS sourced,
       COLLECT { MATCH (deal)-[:RESOLD_BY]->(partner:Account) WHERE NOT (deal)-[:FOR_ACCOUNT]->(partner)
                 WITH DISTINCT partner ORDER BY partner.id LIMIT $cap RETURN partner {.id, .name} } AS partners,
       COLLECT { MATCH (deal)-[:INFLUENCED_BY|CLAIMED_SOURCED_BY]->(partner:Account) WHERE NOT (deal)-[:FOR_ACCOUNT]->(partner)
                 WITH DISTINCT partner ORDER BY partner.id LIMIT $cap RETURN partner {.id, .name} } AS influencers
