// stale_deals: open opportunities that nothing moved since a time, or whose close date has passed, the idlest first.
// :param user: id of the user or team that owns them, or null for everybody's
// :param stage: only those in this stage, whatever the case, or null
// :param ignored: kinds that are no deals
// :param before: instant text; moved before it is stale
// :param today: civil date; an earlier close date has passed
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most opportunities returned
// :returns: many
CALL () {
  WITH 1 AS one WHERE $user IS NULL
  MATCH (deal:Opportunity {is_closed: false})
  RETURN deal
  UNION
  MATCH (:Noun {id: $user})-[:OWNS]->(deal:Opportunity) WHERE deal.is_closed = false
  RETURN deal
}
WITH deal WHERE NOT coalesce(deal.is_won, false) AND NOT coalesce(deal.kind, '') IN $ignored
  AND coalesce(deal.state, 'live') IN ['live', 'archived'] AND ($stage IS NULL OR toLower(deal.stage) = toLower($stage))
WITH deal, COLLECT { MATCH (deal)<-[:OF]-(record:SourceRecord) RETURN max(record.at) }[0] AS changed,
     COLLECT { MATCH (deal)<-[:TOUCHES]-(activity:Activity) RETURN max(activity.at) }[0] AS touched
WITH deal, CASE WHEN touched > changed OR changed IS NULL THEN coalesce(touched, deal.created_at, '') ELSE changed END AS moved
WITH deal, moved, moved + '|' + deal.id AS key
WHERE key > $after AND (moved < $before OR deal.close_date < $today)
RETURN key, deal.id AS id, moved ORDER BY key LIMIT $cap
