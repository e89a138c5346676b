// account_payers: the billing entities of companies, and what those pay for.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[side:FOR_ACCOUNT]-(payer:BillingEntity)
OPTIONAL MATCH (payer)-[:PAYS_FOR|INVOICED_TO]->(sold:Subscription)
RETURN collect(DISTINCT {id: id, relation: side.relation, delinquent: payer.delinquent, credit_hold: payer.credit_hold, sold: sold.id,
                name: sold.name, status: sold.status, started_at: sold.started_at, term_start: sold.term_start,
                term_end: sold.term_end, renewal_date: sold.renewal_date, ended_at: sold.ended_at, state: sold.state}) AS rows
