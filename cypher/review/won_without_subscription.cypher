// won_without_subscription: companies that a deal won made customers for a while and that no paid subscription followed: since when, which company, which deal, won when.
// :param kinds: kinds of a deal that makes a customer; no kind counts as one of them
// :param days: for so many days such a deal makes a customer
// :param unpaid: states of a subscription that nobody pays for
// :param now: instant text
// :returns: one
MATCH (deal:Opportunity {is_closed: true})-[:FOR_ACCOUNT]->(account:Account)
WHERE deal.is_won AND (deal.kind IS NULL OR deal.kind IN $kinds)
  AND coalesce(deal.state, 'live') IN ['live', 'archived'] AND coalesce(account.state, 'live') IN ['live', 'archived']
WITH account, deal.id AS id, coalesce(deal.closed_at, deal.close_date) AS closed ORDER BY closed DESC, id DESC
WITH account, collect({id: id, closed: closed}) AS deals
WHERE none(one IN deals WHERE one.closed IS NULL)
WITH account, deals[0] AS last
WITH account, last, toString(date(left(last.closed, 10)) + duration({days: $days}))
  + CASE WHEN size(last.closed) > 10 THEN substring(last.closed, 10) ELSE 'T23:59:59.999999Z' END AS since
WHERE since <= $now
  AND NOT EXISTS { (account)<-[:FOR_ACCOUNT]-(:BillingEntity)-[:PAYS_FOR|INVOICED_TO]->(sold:Subscription)
                   WHERE coalesce(sold.state, 'live') IN ['live', 'archived'] AND NOT coalesce(sold.status, '') IN $unpaid
                     AND (sold.ended_at IS NULL OR left(sold.ended_at, 10) >= left(last.closed, 10)) }
  AND NOT EXISTS { (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription)
                   WHERE coalesce(sold.state, 'live') IN ['live', 'archived'] AND NOT coalesce(sold.status, '') IN $unpaid
                     AND (sold.ended_at IS NULL OR left(sold.ended_at, 10) >= left(last.closed, 10)) }
// ids alone: a list of nodes beside each row of a sort is counted again for each of them
RETURN collect([since, account.id, last.id, last.closed]) AS found
