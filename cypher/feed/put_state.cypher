// put_state: a feed goes on in this store.
// :param epoch: name of its numbering
// :param last: number of its newest event
// :param model: version of the model
// :returns: none
MERGE (f:Feed {id: 'feed'}) SET f.epoch = $epoch, f.last = $last, f.model = $model
