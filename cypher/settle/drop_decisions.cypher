// drop_decisions: decisions that were withdrawn.
// :param ids: ids of their records
// :returns: none
UNWIND $ids AS id
MATCH (d:Decision {id: id})
WITH d, d.ambiguity AS about
DELETE d
WITH DISTINCT about
MATCH (a:Ambiguity {id: about})
SET a.status = CASE WHEN EXISTS { MATCH (d:Decision {ambiguity: a.id}) WHERE d.evidence = a.evidence } THEN 'decided' ELSE 'open' END
