// V0021__noun_text: names, addresses and domains can be searched, in any script and with accents or without; written beside the commits.
// :returns: none
CREATE FULLTEXT INDEX noun_text IF NOT EXISTS
FOR (n:Account|Person|User|Team|Opportunity|BuyingGroup|Campaign|Workspace|Tenant|Subscription|BillingEntity|Territory)
ON EACH [n.name, n.legal_name, n.email, n.primary_domain, n.domains]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding', `fulltext.eventually_consistent`: true}}
