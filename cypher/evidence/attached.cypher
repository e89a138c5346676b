// attached: records that name these records as the subject of a link, as one list.
// :param ids: birth ids
// :returns: one
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})<-[:REFERS_TO {end: 'subject'}]-(o:SourceRecord)
RETURN collect(DISTINCT o.id) AS ids
