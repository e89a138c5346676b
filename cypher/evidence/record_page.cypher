// record_page: records in the order of their ids, with everything they ever said.
// :param after: birth id after which the page starts
// :param most: page size
// :returns: many
CALL () {
  MATCH (s:SourceRecord) WHERE s.id > $after
  RETURN s ORDER BY s.id LIMIT $most
}
RETURN s.id AS id, s.key AS key,
  COLLECT { MATCH (s)-[:HAS_VERSION]->{0,1}(v:RecordVersion)
            WITH v ORDER BY v.told_at, v.hash, v.clock, v.last_seen
            RETURN [v.told_at, v.last_seen, v.clock, v.hash, v.row, v.claims, v.mapping, v.batch] } AS versions
ORDER BY id
