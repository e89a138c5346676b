// deals: opportunities with their account, owners, records and newest activity.
// :param ids: ids of the opportunities
// :param cap: most owners and records returned of each
// :returns: many
UNWIND $ids AS id
MATCH (deal:Noun&Opportunity {id: id})
RETURN deal {.id, .name, .kind, .stage, .is_closed, .is_won, .amount_minor, .amount_currency, .amount_exponent, .close_date, .next_step,
             .created_at, .state} AS deal,
       COLLECT { MATCH (deal)-[:FOR_ACCOUNT]->(account:Account) RETURN account {.id, .name} LIMIT 1 } AS accounts,
       COLLECT { MATCH (deal)<-[owns:OWNS]-(owner:Noun)
                 WITH owns, owner ORDER BY owns.type, owner.id LIMIT $cap
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), type: owns.type} } AS owners,
       COLLECT { MATCH (deal)<-[:OF]-(record:SourceRecord)
                 RETURN record {.system, .object, .external_id, .state, .at} LIMIT $cap } AS records,
       COLLECT { MATCH (deal)<-[:TOUCHES]-(activity:Activity) WHERE activity.at IS NOT NULL
                 RETURN max(activity.at) AS at }[0] AS touched
