// account_tickets: the severe tickets of companies.
// :param ids: ids of the accounts
// :param severe: severities that count
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(ticket:Ticket)
WHERE ticket.severity IN $severe
RETURN id, ticket.id AS ticket, ticket.subject AS name, ticket.severity AS severity, ticket.status AS status,
       ticket.solved_at AS solved_at, ticket.state AS state
