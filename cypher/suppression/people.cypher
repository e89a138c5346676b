// people: who they are.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (person:Noun {id: id})
RETURN collect({id: id, name: person.name, country: person.country}) AS rows
