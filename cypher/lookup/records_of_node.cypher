// records_of_node: the records that a node, or a facet of a person, is made of.
// :param id: id of the node
// :param cap: most records returned
// :returns: one
OPTIONAL MATCH (node:Noun {id: $id})
RETURN COLLECT { MATCH (node)<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(record:SourceRecord)
                 RETURN record {.system, .object, .external_id, .state, .at} ORDER BY record.at DESC LIMIT $cap } AS records
