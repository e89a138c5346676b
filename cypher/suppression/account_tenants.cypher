// account_tenants: the subscriptions that cover tenants of companies, and who pays for them.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(:Tenant)<-[:COVERS_TENANT]-(sold:Subscription)
OPTIONAL MATCH (sold)<-[:PAYS_FOR]-(payer:BillingEntity)-[side:FOR_ACCOUNT]->(other:Account)
RETURN DISTINCT id, side.relation AS relation, other.id AS other, other.kind AS other_kind, payer.delinquent AS delinquent,
       payer.credit_hold AS credit_hold, sold.id AS sold, sold.name AS name, sold.status AS status, sold.started_at AS started_at,
       sold.term_start AS term_start, sold.term_end AS term_end, sold.renewal_date AS renewal_date, sold.ended_at AS ended_at,
       sold.state AS state
