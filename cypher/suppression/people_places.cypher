// people_places: the workspaces and tenants that people use.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(:ProductUser)-[:USES]->(place:Noun)
RETURN collect(DISTINCT {id: id, place: place.id}) AS rows
