// usage: what counted at places over stretches of days, by metric and system; a rollup of several places counts at one of them, the finest.
// :param stretches: [{n, id, start, end}]: a number, id of a tenant or workspace, first civil date, first civil date after it
// :param metric: only this metric, in lower case, or null
// :returns: many
UNWIND $stretches AS asked
MATCH (place:Noun {id: asked.id})<-[:TOUCHES]-(rollup:UsageRollup)
WHERE rollup.day >= asked.start AND rollup.day < asked.end AND rollup.value IS NOT NULL
  AND ($metric IS NULL OR toLower(rollup.metric) = $metric) AND coalesce(rollup.state, 'live') IN ['live', 'archived']
  AND NOT EXISTS { (rollup)-[:TOUCHES]->(other:Workspace) WHERE place:Tenant OR other.id < place.id }
RETURN asked.n AS n, rollup.metric AS metric, rollup.systems[0] AS system, sum(rollup.value) AS value, count(rollup) AS rollups,
       max(rollup.day) AS last
ORDER BY n, metric, system
