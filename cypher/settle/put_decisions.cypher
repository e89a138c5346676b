// put_decisions: what people decided about ambiguities; it holds while the evidence is what they saw.
// :param rows: [record id, ambiguity id, evidence hash, decision, reason, actor, team, at, hash of all that]
// :returns: none
UNWIND $rows AS r
MERGE (d:Decision {id: r[0]})
WITH d, r WHERE d.hash IS NULL OR d.hash <> r[8]
SET d.ambiguity = r[1], d.evidence = r[2], d.decision = r[3], d.reason = r[4], d.actor = r[5], d.team = r[6], d.at = r[7],
  d.hash = r[8]
WITH DISTINCT r[1] AS id
MATCH (a:Ambiguity {id: id})
SET a.status = CASE WHEN EXISTS { MATCH (d:Decision {ambiguity: a.id}) WHERE d.evidence = a.evidence } THEN 'decided' ELSE 'open' END
