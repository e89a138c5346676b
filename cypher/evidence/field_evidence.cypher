// field_evidence: nodes with their records and everything those ever said; a person's records are those of its facets.
// :param ids: our ids
// :returns: many
UNWIND $ids AS id
MATCH (n:Noun {id: id})
RETURN n.id AS id, [label IN labels(n) WHERE label <> 'Noun'][0] AS noun,
  COLLECT {
    MATCH (n)<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(s:SourceRecord)
    WITH DISTINCT s ORDER BY s.key LIMIT 200
    RETURN {
      id: s.id, key: s.key, system: s.system, object: s.object, external_id: s.external_id, state: s.state,
      versions: COLLECT { MATCH (s)-[:HAS_VERSION]->{0,1}(v:RecordVersion) RETURN [v.told_at, v.last_seen, v.clock, v.hash, v.claims] }
    }
  } AS records
