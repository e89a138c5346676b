// arrival: which of these records the graph knows, and whether they came or were only referred to, as one list.
// :param ids: birth ids
// :returns: one
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
RETURN collect([s.id, s.state <> 'unseen']) AS rows
