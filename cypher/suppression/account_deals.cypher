// account_deals: the opportunities of companies that are open, or may be, or were won.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(deal:Opportunity)
WHERE coalesce(deal.is_closed, false) = false OR deal.is_won
RETURN collect({id: id, deal: deal.id, name: deal.name, kind: deal.kind, closed: deal.is_closed, won: deal.is_won,
                closed_at: coalesce(deal.closed_at, deal.close_date), state: deal.state}) AS rows
