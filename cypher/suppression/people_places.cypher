// people_places: the workspaces and tenants that people use.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(:ProductUser)-[:USES]->(place:Noun)
RETURN DISTINCT id, place.id AS place
