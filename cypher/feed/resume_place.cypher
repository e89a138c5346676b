// resume_place: a subscriber is sent to again, and at once.
// :param name: of the subscriber
// :returns: many
MATCH (w:Webhook {id: $name}) SET w.state = 'ACTIVE', w.next_at = 0.0, w.attempts = 0
RETURN w.id AS name
