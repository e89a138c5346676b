// record_counts: how many records of each source, object and state are kept; counts the whole store.
// :returns: many
MATCH (r:SourceRecord)
RETURN r.system AS source, r.object AS object, coalesce(r.state, 'unseen') AS state, count(*) AS records
ORDER BY source, object, state
