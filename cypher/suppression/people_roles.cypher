// people_roles: roles, buying groups, product use and severe tickets of people, each with the companies behind it.
// :param ids: ids of the people
// :param severe: severities that count
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun&Person {id: id})
WITH person,
     COLLECT { MATCH (person)-[role:HAS_ROLE|MEMBER_OF]->(target:Noun)
               WHERE NOT coalesce(target.state, 'live') IN ['deleted', 'merged', 'erased']
               RETURN [coalesce(role.role, 'OTHER'), [label IN labels(target) WHERE label <> 'Noun'][0], target.id, target.name,
                       CASE WHEN target:Account THEN [target.id] ELSE
                         COLLECT { MATCH (target)-[:FOR_ACCOUNT]->(account:Account) RETURN account.id } +
                         COLLECT { MATCH (target)-[:IN_TENANT]->(:Tenant)-[:FOR_ACCOUNT]->(account:Account) RETURN account.id } +
                         COLLECT { MATCH (target)<-[:PAYS_FOR]-(:BillingEntity)-[:FOR_ACCOUNT]->(account:Account) RETURN account.id } +
                         COLLECT { MATCH (target)-[:COVERS_TENANT]->(:Tenant)-[:FOR_ACCOUNT]->(account:Account) RETURN account.id } END,
                       CASE WHEN target:Subscription THEN [target.status]
                            WHEN target:BillingEntity THEN COLLECT { MATCH (target)-[:PAYS_FOR]->(sold:Subscription)
                                                                     WHERE NOT coalesce(sold.state, 'live') IN ['deleted', 'merged', 'erased']
                                                                     RETURN DISTINCT sold.status }
                            ELSE [] END,
                       CASE WHEN target:Opportunity THEN [target.kind, target.is_closed, target.is_won] END] LIMIT 500 } AS roles,
     COLLECT { MATCH (person)<-[:IS_PERSON]-(:ProductUser)-[:USES]->(place:Noun)
               MATCH (place)-[:IN_TENANT]->{0,1}(holder:Noun)-[:FOR_ACCOUNT]->(account:Account)
               RETURN DISTINCT account.id LIMIT 200 } AS product_accounts,
     COLLECT { MATCH (person)<-[:REQUESTED_BY]-(ticket:Ticket) WHERE ticket.severity IN $severe
               AND NOT coalesce(ticket.state, 'live') IN ['deleted', 'merged', 'erased']
               RETURN [ticket.id, ticket.subject, ticket.severity, ticket.status, ticket.solved_at] LIMIT 200 } AS tickets
WHERE roles <> [] OR product_accounts <> [] OR tickets <> []
RETURN person.id AS id, roles, product_accounts, tickets
