// V0031__opportunity_close_date: opportunities of a quarter can be found without looking at those of other years.
// :returns: none
CREATE INDEX opportunity_close_date IF NOT EXISTS FOR (n:Opportunity) ON (n.close_date)
