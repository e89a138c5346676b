// snapshot_records: the records of kinds that told of themselves, in pages in the order of their ids.
// :param system: system
// :param objects: kinds of record
// :param after: birth id after which the page starts
// :param most: page size
// :returns: many
MATCH (s:SourceRecord)
WHERE s.id > $after AND s.system = $system AND s.object IN $objects AND NOT s.state IN ['unseen', 'erased']
RETURN s.id AS id, s.object AS object, s.state AS state ORDER BY s.id LIMIT $most
