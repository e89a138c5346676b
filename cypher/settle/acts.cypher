// acts: what people allowed, by the addresses and numbers they did it with.
// :param keys: key ids
// :returns: many
UNWIND $keys AS key
MATCH (:Key {id: key})<-[:HAS_KEY]-(s:SourceRecord)
WHERE s.permissions IS NOT NULL AND s.permissions CONTAINS '"by_subject":true'
RETURN key, s.permissions AS permissions
