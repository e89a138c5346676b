// people_facets: what facets say of people that bears on contacting them.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(facet:Noun)
RETURN id, facet:ProductUser AS product_user, facet.lifecycle_stage AS lifecycle, facet.in_sequence AS in_sequence,
       facet.state AS state
