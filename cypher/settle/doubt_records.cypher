// doubt_records: which records show an ambiguity.
// :param rows: [ambiguity id, record id]
// :returns: none
UNWIND $rows AS r
MATCH (a:Ambiguity {id: r[0]})
MATCH (s:SourceRecord {id: r[1]})
MERGE (a)-[:ABOUT]->(s)
