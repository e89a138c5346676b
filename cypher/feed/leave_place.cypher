// leave_place: another process may have a subscriber.
// :param name: of the subscriber
// :param by: who held it
// :returns: none
MATCH (w:Webhook {id: $name}) WHERE w.held_by = $by
SET w.held_by = null, w.held_until = null
