// crosswalk: records in the order of their ids, each with the thing it tells of today; a row without one tells of nothing, or is of those who only decide.
// :param after: birth id behind which the page starts; empty for the first page
// :param most: page size
// :param systems: systems whose records are decisions about other records
// :returns: many
CALL () {
  MATCH (record:SourceRecord) WHERE record.id > $after
  RETURN record ORDER BY record.id LIMIT $most
}
RETURN record.id AS id,
       CASE WHEN NOT record.system IN $systems AND coalesce(record.state, 'live') <> 'erased' THEN
         COLLECT { MATCH (record)-[:OF]->(thing:Noun)
                   WITH thing ORDER BY thing.id
                   RETURN {id: thing.id, noun: [label IN labels(thing) WHERE label <> 'Noun'][0], system: record.system, object: record.object,
                           external_id: record.external_id, state: record.state, record_id: record.id,
                           person_id: COLLECT { MATCH (thing)-[:IS_PERSON]->(person:Person) RETURN person.id ORDER BY person.id LIMIT 1 }[0]}
                   LIMIT 1 }[0] END AS row
ORDER BY id
