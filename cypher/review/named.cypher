// named: what records and ids are now, whatever they were called with.
// :param births: birth ids of records
// :param ids: ids of nodes
// :param keys: key ids, of which some holders are given
// :param most: how many holders of a key
// :returns: one
RETURN COLLECT {
    UNWIND $births AS birth
    MATCH (s:SourceRecord {id: birth})
    OPTIONAL MATCH (s)-[:OF]->(n:Noun)
    OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Noun)
    WITH birth, s, coalesce(p, n) AS thing
    RETURN {birth: birth, record: s {.id, .key, .system, .object, .external_id, .state, .at},
            node: thing {.id, .name, labels: labels(thing)}}
  } AS records,
  COLLECT {
    UNWIND $ids AS id
    MATCH (n:Noun {id: id})
    RETURN n {.id, .name, labels: labels(n)}
  } AS nodes,
  COLLECT {
    UNWIND $keys AS key
    MATCH (k:Key {id: key})
    RETURN {key: key, holders: COUNT { (k)<-[:HAS_KEY]-() }, some: COLLECT {
      MATCH (k)<-[:HAS_KEY]-(s:SourceRecord)
      WITH s LIMIT $most
      RETURN s {.id, .key, .system, .object, .external_id, .state, .at}
    }}
  } AS keys
