// won_deals: what the CRM says was won between two days, by company, kind and currency.
// :param start: civil date after which they closed
// :param end: civil date of the last day
// :param ignored: kinds that are no deals
// :returns: many
MATCH (deal:Opportunity {is_closed: true})
WHERE deal.is_won AND deal.close_date > $start AND deal.close_date <= $end AND NOT coalesce(deal.kind, '') IN $ignored
  AND coalesce(deal.state, 'live') IN ['live', 'archived']
OPTIONAL MATCH (deal)-[:FOR_ACCOUNT]->(account:Account)
RETURN account.id AS account, deal.systems AS systems, coalesce(deal.kind, 'UNCLASSIFIED') AS kind, deal.amount_currency AS currency,
       deal.amount_exponent AS exponent, sum(deal.amount_minor) AS minor, count(deal.amount_minor) AS valued, count(deal) AS deals
