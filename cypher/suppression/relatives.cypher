// relatives: those of some companies that may be customers, or are managed as a family.
// :param ids: ids of the accounts
// :param says: kinds and stages by which a CRM calls a company a customer
// :returns: one
UNWIND $ids AS id
MATCH (account:Noun {id: id})
WHERE account.managed_tree OR account.kind IN $says OR account.lifecycle_new IN $says
   OR EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(evidence:Noun)
               WHERE evidence:BillingEntity OR evidence:Tenant OR (evidence:Opportunity AND evidence.is_won) }
RETURN collect({id: id, name: account.name, kind: account.kind, lifecycle: account.lifecycle_new, managed: account.managed_tree,
                domains: account.domains}) AS rows
