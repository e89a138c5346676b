// referrers: records that refer to these records or keys, in pages.
// :param ids: birth ids
// :param keys: key ids
// :param after: birth id after which the page starts
// :param most: page size
// :returns: many
CALL () {
  UNWIND $ids AS id
  MATCH (:SourceRecord {id: id})<-[:REFERS_TO]-(o:SourceRecord) WHERE o.id > $after RETURN o.id AS id
  UNION
  UNWIND $keys AS key
  MATCH (:Key {id: key})<-[:REFERS_TO]-(o:SourceRecord) WHERE o.id > $after RETURN o.id AS id
}
RETURN DISTINCT id ORDER BY id LIMIT $most
