// people_points: where people can be reached now.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})-[has:HAS_POINT]->(point:ContactPoint)
RETURN collect({id: id, kind: point.kind, value: point.value, primary: has.primary, since: has.since, systems: has.systems}) AS rows
