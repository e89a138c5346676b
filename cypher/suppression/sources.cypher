// sources: what the last runs of every system saw.
// :returns: one
MATCH (source:SourceStatus)
RETURN collect({system: source.id, last_run_at: source.last_run_at, objects: source.objects}) AS rows
