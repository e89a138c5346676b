// by_record: the record of this birth id, the node it is in now, and the person behind that.
// :param birth: birth id
// :returns: many
MATCH (record:SourceRecord {id: $birth})
OPTIONAL MATCH (record)-[:OF]->(node:Noun)
RETURN record {.system, .object, .external_id, .state, .at} AS record,
       node {.id, .name, .systems, .state, labels: labels(node)} AS node,
       COLLECT { MATCH (node)-[:IS_PERSON]->(person:Noun)
                 RETURN person {.id, .name, .systems, .state, labels: labels(person)} } AS people
