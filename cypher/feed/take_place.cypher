// take_place: the place of a subscriber, held from now on by who asks, unless another holds it.
// :param name: of the subscriber
// :param by: who asks
// :param now: epoch seconds
// :param until: epoch seconds until which it is held
// :returns: many
MERGE (w:Webhook {id: $name})
SET w.turn = coalesce(w.turn, 0) + 1
WITH w WHERE w.held_by IS NULL OR w.held_by = $by OR w.held_until < $now
SET w.held_by = $by, w.held_until = $until
RETURN w.id AS name, w.cursor AS cursor, w.begun AS begun, w.attempts AS attempts, w.next_at AS next_at, w.state AS state,
  w.problem AS problem
