// people_tickets: the severe tickets that people filed.
// :param ids: ids of the people
// :param severe: severities that count
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:REQUESTED_BY]-(ticket:Ticket)
WHERE ticket.severity IN $severe
RETURN id, ticket.id AS ticket, ticket.subject AS name, ticket.severity AS severity, ticket.status AS status,
       ticket.solved_at AS solved_at, ticket.state AS state
