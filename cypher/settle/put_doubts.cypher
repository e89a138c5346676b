// put_doubts: ambiguities, one node for what they are about.
// :param rows: [id, kind, subject, text, candidates, evidence hash, first seen, record ids]
// :returns: none
UNWIND $rows AS r
MERGE (a:Ambiguity {id: r[0]})
  ON CREATE SET a.first_seen = r[6], a.status = 'open'
SET a.kind = r[1], a.subject = r[2], a.text = r[3], a.candidates = r[4], a.evidence = r[5]
WITH a, r
UNWIND r[7] AS rid
MATCH (s:SourceRecord {id: rid})
MERGE (a)-[:ABOUT]->(s)
