// quarantine_counts: how many refused rows wait, by source, object and reason.
// :returns: many
MATCH (q:Quarantine)
RETURN q.source AS source, q.object AS object, q.reason AS reason, count(*) AS rows, max(q.at) AS newest
ORDER BY rows DESC, source, object, reason
