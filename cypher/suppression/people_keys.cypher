// people_keys: the addresses and numbers that records of people, and of leads that became them, hold or held.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(:SourceRecord)-[:HAS_KEY|HAD_KEY]->(key:Key)
WHERE key.id STARTS WITH 'email|' OR key.id STARTS WITH 'phone|'
RETURN collect(DISTINCT {id: id, key: key.id}) AS rows
