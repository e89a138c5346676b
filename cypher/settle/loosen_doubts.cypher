// loosen_doubts: records that no longer show an ambiguity; it goes with the last of them.
// :param rows: [ambiguity id, record id]
// :returns: none
UNWIND $rows AS r
MATCH (a:Ambiguity {id: r[0]})-[x:ABOUT]->(:SourceRecord {id: r[1]})
DELETE x
WITH DISTINCT a WHERE NOT EXISTS { (a)-[:ABOUT]->() }
DELETE a
