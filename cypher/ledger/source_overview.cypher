// source_overview: every source that ever ran, with its last run and what it has not delivered completely.
// :returns: many
MATCH (s:SourceStatus)
RETURN s.id AS source, s.last_run_at AS last_run_at, s.last_batch AS last_batch, s.objects AS objects
ORDER BY source
