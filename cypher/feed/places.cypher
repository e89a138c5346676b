// places: how far every subscriber is.
// :returns: many
MATCH (w:Webhook)
RETURN w.id AS name, w.cursor AS cursor, w.begun AS begun, w.attempts AS attempts, w.next_at AS next_at, w.state AS state,
  w.problem AS problem ORDER BY name
