// account_tickets: the severe tickets of companies.
// :param ids: ids of the accounts
// :param severe: severities that count
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:FOR_ACCOUNT]-(ticket:Ticket)
WHERE ticket.severity IN $severe
RETURN collect({id: id, ticket: ticket.id, name: ticket.subject, severity: ticket.severity, status: ticket.status,
                solved_at: ticket.solved_at, state: ticket.state}) AS rows
