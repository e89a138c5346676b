// pair_records: the records behind likely pairs, and which pairs somebody has looked at.
// :param pairs: [id, id]
// :param steward: name of the system of decisions
// :returns: many
UNWIND $pairs AS pair
MATCH (a:Noun {id: pair[0]})
MATCH (b:Noun {id: pair[1]})
WITH pair,
  COLLECT { MATCH (a)<-[:IS_PERSON*0..1]-(:Noun)<-[:OF]-(s:SourceRecord) WHERE s.state <> 'merged' RETURN s ORDER BY s.key LIMIT 200 } AS mine,
  COLLECT { MATCH (b)<-[:IS_PERSON*0..1]-(:Noun)<-[:OF]-(s:SourceRecord) WHERE s.state <> 'merged' RETURN s ORDER BY s.key LIMIT 200 } AS theirs
RETURN pair[0] AS left, pair[1] AS right,
  [s IN mine WHERE s.system <> $steward | s {.id, .key, .system, .object, .external_id, .state, .at}][..10] AS mine,
  [s IN theirs WHERE s.system <> $steward | s {.id, .key, .system, .object, .external_id, .state, .at}][..10] AS theirs,
  COLLECT { UNWIND mine AS s
            MATCH (s)<-[:REFERS_TO {end: 'same'}]-(d:SourceRecord)-[:REFERS_TO {end: 'same'}]->(o:SourceRecord)
            WHERE d.system = $steward AND d.state = 'live' AND o IN theirs
            RETURN d.key LIMIT 1 } AS decided,
  COLLECT { UNWIND mine AS s
            MATCH (s)<-[:ABOUT]-(x:Ambiguity)-[:ABOUT]->(o:SourceRecord) WHERE o IN theirs
            RETURN DISTINCT x.id ORDER BY x.id LIMIT 1 } AS doubts
