// source_status: what the last runs of a source saw.
// :param source: system
// :returns: one
MATCH (s:SourceStatus {id: $source}) RETURN s.objects AS objects, s.last_run_at AS last_run_at
