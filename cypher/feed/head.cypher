// head: the newest event's number.
// :returns: many
MATCH (f:Feed {id: 'feed'}) RETURN f.epoch AS epoch, f.last AS last
