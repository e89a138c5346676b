// prune: the oldest events go once they are too old or too many; a few at a time, as new ones come.
// :param before: instant
// :param keep: how many events stay
// :param most: at most so many transactions' events
// :returns: none
MATCH (f:Feed {id: 'feed'})
MATCH (b:ChangeBatch) WHERE b.to > 0
WITH f, b ORDER BY b.to LIMIT $most
WITH b WHERE b.at < $before OR b.to <= f.last - $keep
DELETE b
