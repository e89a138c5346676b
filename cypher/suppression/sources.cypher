// sources: what the last runs of every system saw.
// :returns: many
MATCH (source:SourceStatus) RETURN source.id AS system, source.last_run_at AS last_run_at, source.objects AS objects
