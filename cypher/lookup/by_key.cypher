// by_key: the records that hold an identity key now, with the nodes they are in and the people behind those, and whether the key may identify at all.
// :param key: key id, e.g. domain|meridian.example
// :param cap: most records looked at
// :returns: many
MATCH (key:Key {id: $key})
RETURN key.shared AS shared,
       COLLECT { MATCH (key)<-[:HAS_KEY]-(record:SourceRecord)-[:OF]->(node:Noun)
                 WITH record, node LIMIT $cap
                 RETURN {record: record {.system, .object, .external_id, .state, .at},
                         node: node {.id, .name, .systems, labels: labels(node)},
                         people: COLLECT { MATCH (node)-[:IS_PERSON]->(person:Noun)
                                           RETURN person {.id, .name, .systems, labels: labels(person)} }}
       } AS holders
