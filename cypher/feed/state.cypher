// state: where the feed stands, and under which model all of the graph was settled.
// :returns: many
MATCH (f:Feed {id: 'feed'}) RETURN f.epoch AS epoch, f.last AS last, f.model AS model
