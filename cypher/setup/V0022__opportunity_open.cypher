// V0022__opportunity_open: open opportunities can be listed without looking at closed ones.
// :returns: none
CREATE INDEX opportunity_open IF NOT EXISTS FOR (n:Opportunity) ON (n.is_closed)
