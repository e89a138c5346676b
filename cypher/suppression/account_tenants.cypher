// account_tenants: the subscriptions that cover tenants of companies, and who pays for them.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription)
OPTIONAL MATCH (sold)<-[:PAYS_FOR]-(payer:BillingEntity)-[side:FOR_ACCOUNT]->(other:Account)
RETURN collect(DISTINCT {id: id, relation: side.relation, other: other.id, other_kind: other.kind, delinquent: payer.delinquent,
                credit_hold: payer.credit_hold, sold: sold.id, name: sold.name, status: sold.status, started_at: sold.started_at,
                term_start: sold.term_start, term_end: sold.term_end, renewal_date: sold.renewal_date, ended_at: sold.ended_at,
                state: sold.state}) AS rows
