// V0024__subscription_term: contracts can be listed by the end of their term.
// :returns: none
CREATE INDEX subscription_term IF NOT EXISTS FOR (n:Subscription) ON (n.term_end)
