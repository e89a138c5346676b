// people_of_leads: the people behind leads.
// :param ids: ids of the leads
// :returns: many
UNWIND $ids AS id
MATCH (lead:Noun {id: id})-[:IS_PERSON]->(person:Person)
RETURN lead.id AS id, person {.id, .name} AS person
