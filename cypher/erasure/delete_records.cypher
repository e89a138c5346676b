// delete_records: records with everything they said, the nouns that only they made, and the doubts about them.
// :param ids: birth ids
// :returns: none
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
OPTIONAL MATCH (s)-[:HAS_VERSION]->(v)
OPTIONAL MATCH (s)<-[:ABOUT]-(a:Ambiguity)
OPTIONAL MATCH (s)-[:OF]->(n:Noun) WHERE NOT EXISTS { MATCH (n)<-[:OF]-(o:SourceRecord) WHERE NOT o.id IN $ids }
OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Person)
  WHERE NOT EXISTS { MATCH (p)<-[:IS_PERSON]-(:Noun)<-[:OF]-(o:SourceRecord) WHERE NOT o.id IN $ids }
WITH collect(DISTINCT s) + collect(DISTINCT v) + collect(DISTINCT a) + collect(DISTINCT n) + collect(DISTINCT p) AS gone
UNWIND gone AS one
DETACH DELETE one
