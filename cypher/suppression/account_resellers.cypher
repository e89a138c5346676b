// account_resellers: companies to which a partner resells, or on whose open opportunities a partner registered or has a part.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (account:Noun {id: id})
OPTIONAL MATCH (account)-[direct:RESOLD_BY]->(:Account)
OPTIONAL MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity)-[:RESOLD_BY|SOURCED_BY|INFLUENCED_BY|CLAIMED_SOURCED_BY]->(:Account) WHERE coalesce(deal.is_closed, false) = false
WITH id, direct, deal WHERE direct IS NOT NULL OR deal IS NOT NULL
RETURN collect(DISTINCT {id: id}) AS rows
