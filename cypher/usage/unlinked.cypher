// unlinked: tenants that no system gives to a company, and workspaces that none gives to a tenant or company, now or formerly, with what counted there over some days.
// :param start: first civil date
// :param end: first civil date after them
// :param metric: only this metric, in lower case, or null
// :param cap: most places and metrics returned; one more is returned
// :returns: many
CALL () {
  MATCH (place:Tenant) WHERE NOT EXISTS { (place)-[:FOR_ACCOUNT|WAS_FOR_ACCOUNT]->() }
  CALL (place) {
    RETURN place AS at
    UNION
    MATCH (place)<-[:IN_TENANT]-(at:Workspace) WHERE NOT EXISTS { (at)-[:FOR_ACCOUNT|WAS_FOR_ACCOUNT]->() }
    RETURN at
  }
  RETURN place, at, place.internal AS internal
  UNION
  MATCH (place:Workspace) WHERE NOT EXISTS { (place)-[:IN_TENANT|WAS_IN_TENANT|FOR_ACCOUNT|WAS_FOR_ACCOUNT]->() }
  RETURN place, place AS at, false AS internal
}
MATCH (at)<-[:TOUCHES]-(rollup:UsageRollup)
WHERE rollup.day >= $start AND rollup.day < $end AND rollup.value IS NOT NULL
  AND ($metric IS NULL OR toLower(rollup.metric) = $metric) AND coalesce(rollup.state, 'live') IN ['live', 'archived']
  AND NOT EXISTS { (rollup)-[:TOUCHES]->(other:Workspace) WHERE at:Tenant OR other.id < at.id }
WITH place, internal, rollup.metric AS metric, rollup.systems[0] AS system, sum(rollup.value) AS value, count(rollup) AS rollups
RETURN place {.id, .name, labels: labels(place)} AS place, coalesce(internal, false) AS internal, metric, system, value, rollups
ORDER BY place.id, metric, system LIMIT $cap + 1
