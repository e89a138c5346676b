// undated_deals: how many opportunities there are, without a close date, and without a day of creation.
// :returns: one
MATCH (every:Opportunity)
WITH count(every) AS every
RETURN every,
       every - COUNT { MATCH (deal:Opportunity) WHERE deal.close_date IS NOT NULL } AS no_close_date,
       every - COUNT { MATCH (deal:Opportunity) WHERE deal.created_at IS NOT NULL } AS no_creation_date
