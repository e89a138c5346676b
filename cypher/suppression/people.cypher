// people: who they are.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (person:Noun {id: id})
RETURN id, person.name AS name, person.country AS country
