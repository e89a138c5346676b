// routing: a lead with its owners, the people behind it, what it became and its records.
// :param lead: id of the lead
// :param cap: most things returned of each kind
// :returns: one
MATCH (lead:Noun&Lead {id: $lead})
RETURN lead {.id, .name, .company, .title, .status, .is_converted, .lead_source, .lead_source_detail, .kind, .state} AS lead,
       COLLECT { MATCH (lead)<-[owns:OWNS]-(owner:Noun)
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), type: owns.type} ORDER BY owns.type, owner.id LIMIT $cap } AS owners,
       COLLECT { MATCH (lead)-[:IS_PERSON]->(person:Person) RETURN person {.id, .name} LIMIT $cap } AS people,
       COLLECT { MATCH (lead)-[:CONVERTED_TO]->(became:Noun)
                 RETURN became {.id, .name, labels: labels(became)} ORDER BY became.id LIMIT $cap } AS became,
       COLLECT { MATCH (lead)<-[:OF]-(record:SourceRecord)
                 RETURN record {.system, .object, .external_id, .state, .at} LIMIT $cap } AS records
