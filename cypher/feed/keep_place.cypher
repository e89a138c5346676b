// keep_place: where a subscriber is, if who says so still holds the place.
// :param name: of the subscriber
// :param by: who says so
// :param until: epoch seconds until which it is held
// :param cursor: after the last event that is done with, or null
// :param begun: whether the place was chosen
// :param attempts: failed tries of the next event
// :param next_at: epoch seconds before which it is not tried again
// :param state: ACTIVE or GONE
// :param problem: of the last try
// :returns: many
MATCH (w:Webhook {id: $name})
SET w.turn = coalesce(w.turn, 0) + 1
WITH w WHERE w.held_by = $by
SET w.held_until = $until, w.cursor = $cursor, w.begun = $begun, w.attempts = $attempts, w.next_at = $next_at,
  w.state = $state, w.problem = $problem
RETURN w.id AS name
