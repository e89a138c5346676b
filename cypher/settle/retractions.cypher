// retractions: stops that a source no longer says, of records that hold keys or held them.
// :param keys: key ids
// :returns: many
UNWIND $keys AS key
MATCH (:Key {id: key})<-[:HAS_KEY|HAD_KEY]-(s:SourceRecord)<-[:ABOUT]-(a:Ambiguity {kind: 'RETRACTED_WITHOUT_ACT'})
WITH DISTINCT a, s
RETURN a.id AS id, substring(a.subject, size(s.key) + 1) AS slot, s.stops AS stops,
  COLLECT { MATCH (s)-[:HAS_KEY|HAD_KEY]->(k:Key) RETURN k.id } AS keys
