// put_doubts: ambiguities, one node for what they are about; a decision about the same evidence holds.
// :param rows: [id, kind, subject, text, candidates, evidence hash, since, whether many records show it]
// :returns: none
UNWIND $rows AS r
MERGE (a:Ambiguity {id: r[0]})
WITH a, r, CASE WHEN r[7] AND a.since < r[6] THEN a.since ELSE r[6] END AS since
WHERE a.evidence IS NULL OR a.evidence <> r[5] OR a.text <> r[3] OR a.since <> since
SET a.kind = r[1], a.subject = r[2], a.text = r[3], a.candidates = r[4], a.evidence = r[5], a.since = since,
  a.status = CASE WHEN EXISTS { MATCH (d:Decision {ambiguity: r[0]}) WHERE d.evidence = r[5] } THEN 'decided' ELSE 'open' END
