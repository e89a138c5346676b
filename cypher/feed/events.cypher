// events: the transactions whose events have numbers of a stretch, in order; with where the feed begins and ends.
// :param after: number before the stretch
// :param until: last number of the stretch
// :returns: many
MATCH (f:Feed {id: 'feed'})
RETURN f.epoch AS epoch, f.last AS last,
  COLLECT { MATCH (b:ChangeBatch) WHERE b.to > 0 RETURN b.from ORDER BY b.to LIMIT 1 }[0] AS first,
  COLLECT {
    MATCH (b:ChangeBatch) WHERE b.to > $after AND b.from <= $until
    RETURN [b.from, b.at, b.batch, b.events] ORDER BY b.to LIMIT $until - $after + 1
  } AS batches
