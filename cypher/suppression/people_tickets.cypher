// people_tickets: the severe tickets that people filed.
// :param ids: ids of the people
// :param severe: severities that count
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:REQUESTED_BY]-(ticket:Ticket)
WHERE ticket.severity IN $severe
RETURN collect({id: id, ticket: ticket.id, name: ticket.subject, severity: ticket.severity, status: ticket.status,
                solved_at: ticket.solved_at, state: ticket.state}) AS rows
