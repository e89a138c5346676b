// people_evidence: the records of people with what they say of stops, permissions and points, the keys those hold or held, and whether their identity is in doubt.
// :param ids: ids of the people
// :param doubts: kinds of ambiguity that leave open who somebody is
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun&Person {id: id})
RETURN person.id AS id,
       COLLECT { MATCH (person)<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(record:SourceRecord)
                 WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points IS NOT NULL
                 RETURN DISTINCT [record.system + '|' + record.object + '|' + record.external_id, record.stops,
                                  record.permissions, record.points] LIMIT 1001 } AS records,
       COLLECT { MATCH (person)<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(:SourceRecord)-[held:HAS_KEY|HAD_KEY]->(key:Key)
                 WHERE key.id STARTS WITH 'email|' OR key.id STARTS WITH 'phone|'
                 RETURN DISTINCT key.id LIMIT 1001 } AS keys,
       EXISTS { MATCH (person)<-[:IS_PERSON]-(:Noun)<-[:OF]-(:SourceRecord)<-[:ABOUT]-(doubt:Ambiguity)
                WHERE doubt.status = 'open' AND doubt.kind IN $doubts } AS contested
