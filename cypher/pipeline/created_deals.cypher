// created_deals: opportunities that were created in a stretch of time, with their company and who owns or owned them.
// :param start: instant text of the begin
// :param end: instant text of the end, which is no longer in it
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most opportunities returned
// :param beside: most owners returned of each
// :returns: many
MATCH (deal:Opportunity) WHERE deal.created_at >= $start AND deal.created_at < $end
WITH deal, deal.created_at + '|' + deal.id AS key
WHERE key > $after
WITH deal, key ORDER BY key LIMIT $cap
RETURN key, deal {.id, .name, .kind, .is_closed, .is_won, .amount_minor, .amount_currency, .amount_exponent, .close_date, .created_at,
                  .source, .competitor, .state} AS deal,
       COLLECT { MATCH (deal)-[:FOR_ACCOUNT]->(account:Account) RETURN account.segment LIMIT 1 } AS segments,
       COLLECT { MATCH (deal)<-[owns:OWNS|WAS_OWNS]-(owner:Noun)
                 WITH owns, owner ORDER BY coalesce(owns.until, '~') DESC, owns.type, owner.id LIMIT $beside
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), type: owns.type, since: owns.since,
                               since_kind: owns.since_kind, until: owns.until} } AS owners
ORDER BY key
