// claims: what somebody makes of companies' usage: open risks, interest noticed over some days, health and fit.
// :param accounts: ids of the companies
// :param places: ids of tenants and workspaces
// :param start: instant text; interest noticed earlier is left away
// :param end: instant text; what was raised or noticed from then on is left away
// :param cap: most claims returned; one more is returned
// :returns: many
CALL () {
  UNWIND $accounts + $places AS id
  MATCH (about:Noun {id: id})<-[:FLAGS]-(flag:RiskFlag)
  WHERE coalesce(flag.status, 'OPEN') <> 'CLOSED' AND coalesce(flag.state, 'live') IN ['live', 'archived'] AND coalesce(flag.opened_at, '') < $end
  RETURN 'RISK' AS kind, about, coalesce(flag.level + ': ', '') + coalesce(flag.name, flag.reason, 'risk') AS value, flag.systems AS systems,
         coalesce(flag.opened_at, flag.first_evidence_at) AS at
  UNION ALL
  UNWIND $accounts AS id
  MATCH (about:Noun {id: id})<-[:FOR_ACCOUNT]-(signal:IntentSignal) WHERE signal.at >= $start AND signal.at < $end
  RETURN 'INTENT' AS kind, about, coalesce(signal.topic, 'interest') + coalesce(' ' + toString(signal.score), ' ' + signal.strength, '') AS value,
         signal.systems AS systems, signal.at AS at
  UNION ALL
  UNWIND $accounts AS id
  MATCH (about:Noun {id: id}) WHERE about.health IS NOT NULL OR about.health_score IS NOT NULL
  RETURN 'HEALTH' AS kind, about, coalesce(about.health + coalesce(' ' + toString(about.health_score), ''), toString(about.health_score)) AS value,
         about.systems AS systems, null AS at
  UNION ALL
  UNWIND $accounts AS id
  MATCH (about:Noun {id: id}) WHERE about.fit_score IS NOT NULL
  RETURN 'FIT' AS kind, about, toString(about.fit_score) AS value, about.systems AS systems, null AS at
}
WITH kind, about, value, systems, at ORDER BY kind, about.id, at DESC LIMIT $cap + 1
RETURN kind, about {.id, .name, labels: labels(about)} AS about, value, systems, at
