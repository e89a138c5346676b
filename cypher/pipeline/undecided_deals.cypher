// undecided_deals: how many opportunities there are of which no system says whether they are open.
// :returns: one
MATCH (every:Opportunity)
WITH count(every) AS every
RETURN every - COUNT { MATCH (known:Opportunity) WHERE known.is_closed IS NOT NULL } AS count
