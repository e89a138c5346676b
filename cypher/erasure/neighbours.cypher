// neighbours: other records of the nouns and persons that records make, and those in doubt with them.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id})
CALL (s) {
  MATCH (s)-[:OF]->(:Noun)<-[:OF]-(o:SourceRecord) RETURN o.id AS other
  UNION
  MATCH (s)-[:OF]->(:Noun)-[:IS_PERSON]->(:Person)<-[:IS_PERSON]-(:Noun)<-[:OF]-(o:SourceRecord) RETURN o.id AS other
  UNION
  MATCH (s)<-[:ABOUT]-(:Ambiguity)-[:ABOUT]->(o:SourceRecord) RETURN o.id AS other
}
WITH DISTINCT other WHERE NOT other IN $ids
RETURN other AS id
