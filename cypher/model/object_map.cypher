// object_map: how many records of each system tell of each noun; counts the whole store.
// :returns: many
MATCH (r:SourceRecord) WHERE r.noun IS NOT NULL AND NOT coalesce(r.state, 'unseen') IN ['unseen', 'erased']
RETURN r.noun AS noun, r.system AS system, count(*) AS records ORDER BY noun, system
