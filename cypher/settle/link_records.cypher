// link_records: which noun each record makes.
// :param rows: [record id, noun id]
// :returns: none
UNWIND $rows AS r
MATCH (s:SourceRecord {id: r[0]})
MATCH (n:Noun {id: r[1]})
CREATE (s)-[:OF]->(n)
