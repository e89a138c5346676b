// person_records: the records of a person's facets.
// :param ids: ids of persons
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(s:SourceRecord)
RETURN DISTINCT s.id AS id
