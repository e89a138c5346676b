// close_job: an erasure is done; only counts stay.
// :param id: its id
// :param counts: JSON text
// :returns: none
MATCH (j:Erasure {id: $id}) SET j.work = null, j.state = 'done', j.counts = $counts
