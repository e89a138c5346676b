// account_deals: the opportunities of companies that are open, or may be, or were won.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(deal:Opportunity)
WHERE coalesce(deal.is_closed, false) = false OR deal.is_won
RETURN id, deal.id AS deal, deal.name AS name, deal.kind AS kind, deal.is_closed AS closed, deal.is_won AS won,
       coalesce(deal.closed_at, deal.close_date) AS closed_at, deal.state AS state
