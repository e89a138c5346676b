// attached: records that name these records as the subject of a link.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (:SourceRecord {id: id})<-[:REFERS_TO {end: 'subject'}]-(o:SourceRecord)
RETURN DISTINCT o.id AS id
