// expansion_signals: customers that may buy more, in the order of their ids: what grew against the days before, interest, trials; with what is under way and what speaks against it.
// :param user: id of the user or team that owns them, or null for everybody's
// :param after: id behind which the page starts; empty for the first page
// :param live: states of a contract that is paid
// :param resold: relations of a payer that stands for others
// :param trial: states of a contract that is tried
// :param systems: systems that count usage, in the order of trust
// :param prior: civil date, first day of the earlier days
// :param start: civil date, first day of the later days
// :param end: civil date, the first day after them
// :param since: instant text; interest noticed earlier does not count
// :param growth: least growth, as a part of what was used before
// :param least: least use in the later days
// :param closed: states of a risk that is over
// :param cap: most companies returned
// :param beside: most things returned of each kind beside a company
// :returns: many
CALL () {
  WITH 1 AS one WHERE $user IS NULL
  MATCH (account:Noun) WHERE account.id STARTS WITH 'acc_' AND account.id > $after AND account:Account
  RETURN account
  UNION
  MATCH (:Noun {id: $user})-[:OWNS]->(account:Account) WHERE account.id > $after
  RETURN account
}
WITH account ORDER BY account.id
WHERE coalesce(account.state, 'live') IN ['live', 'archived']
  AND (EXISTS { MATCH (account)<-[side:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR]->(sold:Subscription)
                WHERE sold.status IN $live AND NOT coalesce(side.relation, 'DIRECT') IN $resold }
       OR EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription) WHERE sold.status IN $live })
WITH account,
     COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(tenant:Tenant)<-[:IN_TENANT]-{0,1}(place:Noun)<-[:TOUCHES]-(used:UsageRollup)
               WHERE NOT coalesce(tenant.internal, false) AND used.day >= $prior AND used.day < $end
               WITH used.metric AS metric, [x IN range(0, size($systems) - 1) WHERE $systems[x] IN used.systems][0] AS rank,
                    sum(CASE WHEN used.day >= $start THEN used.value ELSE 0 END) AS now, sum(CASE WHEN used.day < $start THEN used.value ELSE 0 END) AS before
               WHERE metric IS NOT NULL AND rank IS NOT NULL
               RETURN {metric: metric, rank: rank, system: $systems[rank], now: now, before: before} ORDER BY metric, rank } AS counted,
     COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(signal:IntentSignal) WHERE signal.at >= $since
               WITH signal ORDER BY signal.at DESC, signal.id LIMIT $beside
               RETURN signal {.id, .topic, .score, .strength, .at,
                 records: COLLECT { MATCH (signal)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT 5 }} } AS intents,
     COLLECT { CALL (account) {
                 MATCH (account)<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR]->(sold:Subscription) WHERE sold.status IN $trial RETURN sold
                 UNION
                 MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription) WHERE sold.status IN $trial RETURN sold
               }
               WITH sold ORDER BY sold.id LIMIT $beside
               RETURN sold {.id, .name, .status, .started_at, .term_end,
                 records: COLLECT { MATCH (sold)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} LIMIT 5 }} } AS trials
WITH account, intents, trials,
     [one IN counted WHERE one.before > 0 AND one.now >= $least AND one.now >= one.before * (1 + $growth)
                       AND none(other IN counted WHERE other.metric = one.metric AND other.rank < one.rank)] AS grown
WHERE size(grown) > 0 OR size(intents) > 0 OR size(trials) > 0
WITH account, grown, intents, trials LIMIT $cap
RETURN account.id AS id, account {.id, .name} AS account, grown, intents, trials,
       COLLECT { MATCH (account)<-[owns:OWNS]-(owner:Noun) WITH owns, owner ORDER BY owns.type, owner.id LIMIT $beside
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), type: owns.type} } AS owners,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity {kind: 'EXPANSION'})
                 WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
                 RETURN deal.id ORDER BY deal.id LIMIT $beside } AS deals,
       COLLECT { CALL (account) {
                   MATCH (account)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
                   UNION
                   MATCH (account)<-[:FOR_ACCOUNT]-(tenant:Tenant)<-[:IN_TENANT]-{0,1}(:Noun)<-[:FLAGS]-(flag:RiskFlag) RETURN flag
                 }
                 WITH flag WHERE NOT coalesce(flag.status, 'OPEN') IN $closed AND coalesce(flag.state, 'live') IN ['live', 'archived']
                 RETURN flag {.id, .name, .reason, .level} ORDER BY flag.id LIMIT $beside } AS risks,
       EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(payer:BillingEntity) WHERE payer.delinquent OR payer.credit_hold } AS past_due,
       COLLECT { MATCH (account)<-[:OF]-(record:SourceRecord) RETURN record {.system, .object, .external_id, .state, .at} ORDER BY record.key LIMIT $beside } AS records
ORDER BY id
