// made_by: nouns and persons that these records alone make.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})-[:OF]->(n:Noun)
OPTIONAL MATCH (n)-[:IS_PERSON]->(p:Person)
UNWIND [n, p] AS made
WITH DISTINCT made
WHERE made IS NOT NULL
  AND NOT EXISTS { MATCH (made)<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(o:SourceRecord) WHERE NOT o.id IN $ids }
RETURN made.id AS id
