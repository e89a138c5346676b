// by_id: the node with this id.
// :param id: our id as the caller gave it
// :returns: many
MATCH (node:Noun {id: $id})
RETURN node {.id, .name, .systems, .state, labels: labels(node)} AS node
