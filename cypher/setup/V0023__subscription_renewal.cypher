// V0023__subscription_renewal: contracts can be listed by their renewal date.
// :returns: none
CREATE INDEX subscription_renewal IF NOT EXISTS FOR (n:Subscription) ON (n.renewal_date)
