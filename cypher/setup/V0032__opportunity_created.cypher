// V0032__opportunity_created: opportunities that were created in a quarter can be found without looking at all.
// :returns: none
CREATE INDEX opportunity_created IF NOT EXISTS FOR (n:Opportunity) ON (n.created_at)
