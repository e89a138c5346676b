// people_points: where people can be reached now.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})-[has:HAS_POINT]->(point:ContactPoint)
RETURN id, point.kind AS kind, point.value AS value, has.primary AS primary, has.since AS since, has.systems AS systems
