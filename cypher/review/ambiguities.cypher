// ambiguities: unresolved doubts, oldest first, with the records that show them and what was decided about them.
// :param id: one ambiguity, or null
// :param kinds: kinds, or null
// :param status: open or decided, or null
// :param noun: noun of what it is about, or null
// :param after: since and id, with a bar between, of the one after which the page starts
// :param most: page size
// :returns: many
MATCH (a:Ambiguity)
WHERE ($id IS NULL OR a.id = $id) AND ($kinds IS NULL OR a.kind IN $kinds) AND ($status IS NULL OR a.status = $status)
  AND a.since + '|' + a.id > $after
  AND ($noun IS NULL OR EXISTS { MATCH (a)-[:ABOUT]->(:SourceRecord)-[:OF]->(n:Noun) WHERE $noun IN labels(n) }
    OR EXISTS { MATCH (a)-[:ABOUT]->(:SourceRecord)-[:OF]->(:Noun)-[:IS_PERSON]->(n:Noun) WHERE $noun IN labels(n) })
WITH a ORDER BY a.since, a.id LIMIT $most
RETURN a {.id, .kind, .subject, .text, .candidates, .evidence, .since, .status} AS doubt,
  COLLECT { MATCH (d:Decision {ambiguity: a.id}) RETURN d {.evidence, .decision, .reason, .actor, .team, .at}
            ORDER BY d.evidence = a.evidence DESC, d.at DESC, d.id LIMIT 1 } AS decisions,
  COUNT { (a)-[:ABOUT]->() } AS size,
  COLLECT {
    MATCH (a)-[:ABOUT]->(s:SourceRecord)
    WITH s ORDER BY s.key LIMIT 20
    OPTIONAL MATCH (s)-[:OF]->(n:Noun)
    OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Noun)
    WITH s, coalesce(p, n) AS thing
    RETURN {record: s {.id, .key, .system, .object, .external_id, .state, .at}, node: thing {.id, .name, labels: labels(thing)}}
  } AS about
