// account_payers: the billing entities of companies, and what those pay for.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[side:FOR_ACCOUNT]-(payer:BillingEntity)
OPTIONAL MATCH (payer)-[:PAYS_FOR|INVOICED_TO]->(sold:Subscription)
RETURN DISTINCT id, side.relation AS relation, payer.delinquent AS delinquent, payer.credit_hold AS credit_hold, sold.id AS sold,
       sold.name AS name, sold.status AS status, sold.started_at AS started_at, sold.term_start AS term_start,
       sold.term_end AS term_end, sold.renewal_date AS renewal_date, sold.ended_at AS ended_at, sold.state AS state
