// profitability: what it cost to serve companies, tenants and workspaces in some months.
// :param ids: ids of the companies, tenants and workspaces
// :param start: civil date, the first day of the first month
// :param end: civil date; a month that begins on it or later does not count
// :param cap: most costs returned; one more is returned
// :param beside: most records returned of each
// :returns: many
UNWIND $ids AS id
MATCH (what:Noun {id: id})<-[:COSTS]-(cost:CostRollup)
WHERE cost.month >= $start AND cost.month < $end AND cost.amount_minor IS NOT NULL AND coalesce(cost.state, 'live') IN ['live', 'archived']
WITH what, cost ORDER BY cost.month, cost.id LIMIT $cap + 1
RETURN what {.id, .name, labels: labels(what)} AS what,
       cost {.id, .kind, .workflow, .month, .amount_minor, .amount_currency, .amount_exponent} AS cost,
       COLLECT { MATCH (cost)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT $beside } AS records
