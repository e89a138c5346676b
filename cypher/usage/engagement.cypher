// engagement: what happened between us and a company in some time: with it, about its opportunities, with its people while they were there.
// :param account: id of the company
// :param start: instant text; what happened earlier does not count
// :param end: instant text; what happens then or later does not count
// :param cap: most activities returned, the newest first; one more is returned
// :param beside: most people returned of each
// :returns: many
MATCH (account:Noun&Account {id: $account})
CALL (account) {
  MATCH (account)<-[:TOUCHES|FOR_ACCOUNT]-(activity:Activity) RETURN activity
  UNION
  MATCH (account)<-[:FOR_ACCOUNT]-(:Opportunity)<-[:TOUCHES]-(activity:Activity) RETURN activity
  UNION
  MATCH (account)<-[works:WORKS_AT|WAS_WORKS_AT]-(person:Person)<-[:TOUCHES]-(activity:Activity)
  WHERE coalesce(works.until, '~') > activity.at
    AND (works.since <= activity.at
         OR NOT EXISTS { (person)-[other:WORKS_AT|WAS_WORKS_AT]->(:Account) WHERE other.since <= activity.at AND coalesce(other.until, '~') > activity.at })
  RETURN activity
}
WITH activity WHERE activity.at >= $start AND activity.at < $end AND coalesce(activity.state, 'live') IN ['live', 'archived']
WITH activity ORDER BY activity.at DESC, activity.id LIMIT $cap + 1
RETURN activity {.id, .kind, .at, .direction, .actor, .outcome, .systems} AS activity,
       COLLECT { MATCH (activity)-[:TOUCHES]->(person:Person) WITH DISTINCT person ORDER BY person.id LIMIT $beside
                 RETURN person {.id, .name} } AS people,
       COLLECT { MATCH (activity)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT 1 } AS records
