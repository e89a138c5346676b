// person_records: the records of a person's facets, with the addresses that identify them, held now or before.
// :param id: id of the person
// :returns: many
MATCH (:Noun {id: $id})<-[:IS_PERSON]-(:Noun)<-[:OF]-(record:SourceRecord)
RETURN record.id AS id, record.key AS key, record.system AS system, record.noun AS noun,
       COLLECT { MATCH (record)-[:HAS_KEY|HAD_KEY]->(key:Key)
                 WHERE key.shared IS NULL AND key.id STARTS WITH 'email|' RETURN key.id } AS keys
ORDER BY key
