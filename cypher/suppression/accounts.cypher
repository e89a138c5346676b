// accounts: what bears on contacting the people of companies: kind, contracts, deals, tickets, stops, domains.
// :param ids: ids of the accounts
// :param severe: severities that count
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
RETURN account.id AS id, account.name AS name, account.kind AS kind, account.lifecycle_new AS lifecycle,
       account.managed_tree AS managed, account.domains AS domains,
       COLLECT { MATCH (account)<-[:OF]-(:SourceRecord)-[:HAS_KEY]->(key:Key)
                 WHERE key.id STARTS WITH 'domain|' AND key.shared IS NULL RETURN DISTINCT key.id LIMIT 200 } AS keys,
       COLLECT { MATCH (account)<-[:OF]-(record:SourceRecord) WHERE record.stops IS NOT NULL
                 RETURN [record.system + '|' + record.object + '|' + record.external_id, record.stops] LIMIT 500 } AS records,
       COLLECT { MATCH (account)<-[:OF]-(:SourceRecord)-[:HAS_KEY]->(key:Key)<-[:HAS_KEY|HAD_KEY]-(record:SourceRecord)
                 WHERE key.id STARTS WITH 'domain|' AND key.shared IS NULL AND record.stops IS NOT NULL
                   AND NOT EXISTS { (record)-[:OF]->(:Noun) }
                 RETURN DISTINCT [record.system + '|' + record.object + '|' + record.external_id, record.stops] LIMIT 500 } AS domain_records,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(payer:BillingEntity)
                 RETURN coalesce(payer.delinquent, false) OR coalesce(payer.credit_hold, false) LIMIT 100 } AS owes,
       COLLECT { MATCH (account)<-[side:FOR_ACCOUNT]-(payer:BillingEntity)-[:PAYS_FOR|INVOICED_TO]->(sold:Subscription)
                 WHERE NOT coalesce(sold.state, 'live') IN ['deleted', 'merged', 'erased']
                 RETURN DISTINCT [sold.id, sold.name, sold.status, sold.started_at, sold.term_start, sold.term_end, sold.renewal_date,
                                  sold.ended_at, side.relation, false] LIMIT 500 } AS paid,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription)
                 WHERE NOT coalesce(sold.state, 'live') IN ['deleted', 'merged', 'erased']
                 OPTIONAL MATCH (sold)<-[:PAYS_FOR]-(payer:BillingEntity)
                 OPTIONAL MATCH (payer)-[side:FOR_ACCOUNT]->(other:Account) WHERE other <> account
                 RETURN DISTINCT [sold.id, sold.name, sold.status, sold.started_at, sold.term_start, sold.term_end, sold.renewal_date,
                                  sold.ended_at, CASE WHEN other.kind = 'PARTNER' THEN 'RESELLER' ELSE side.relation END,
                                  coalesce(payer.delinquent, false) OR coalesce(payer.credit_hold, false)] LIMIT 500 } AS covered,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity)
                 WHERE NOT coalesce(deal.state, 'live') IN ['deleted', 'merged', 'erased']
                   AND (coalesce(deal.is_closed, false) = false OR deal.is_won)
                 RETURN [deal.id, deal.name, deal.kind, deal.is_closed, deal.is_won, coalesce(deal.closed_at, deal.close_date)]
                 ORDER BY coalesce(deal.is_closed, false), coalesce(deal.closed_at, deal.close_date) DESC LIMIT 500 } AS deals,
       COLLECT { MATCH (account)<-[:FOR_ACCOUNT]-(ticket:Ticket) WHERE ticket.severity IN $severe
                   AND NOT coalesce(ticket.state, 'live') IN ['deleted', 'merged', 'erased']
                 RETURN [ticket.id, ticket.subject, ticket.severity, ticket.status, ticket.solved_at] LIMIT 500 } AS tickets,
       EXISTS { (account)-[:RESOLD_BY]->(:Account) } OR
         EXISTS { MATCH (account)<-[:FOR_ACCOUNT]-(deal:Opportunity)-[:RESOLD_BY]->(:Account) WHERE coalesce(deal.is_closed, false) = false } AS resold
