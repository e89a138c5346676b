// versions: everything records ever said, with their rows.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
RETURN s.id AS id, s.key AS key,
  COLLECT { MATCH (s)-[:HAS_VERSION]->{0,1}(v:RecordVersion) RETURN [elementId(v), v.row, v.claims, v.hash] } AS versions
