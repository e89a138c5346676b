// mates: the other records of the nouns and persons that records belong to, and those declared to be the same, as one list.
// :param ids: birth ids
// :returns: one
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
CALL (s) {
  MATCH (s)-[:OF]->(:Noun)<-[:OF]-(o:SourceRecord) RETURN o.id AS mate
  UNION
  MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(:Person)<-[:IS_PERSON]-(:Noun)<-[:OF]-(o:SourceRecord) RETURN o.id AS mate
  UNION
  MATCH (s)-[:REFERS_TO {end: 'same'}]-(o:SourceRecord) RETURN o.id AS mate
}
RETURN collect(DISTINCT mate) AS ids
