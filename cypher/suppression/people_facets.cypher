// people_facets: what facets say of people that bears on contacting them.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON]-(facet:Noun)
RETURN collect({id: id, product_user: facet:ProductUser, lifecycle: facet.lifecycle_stage, in_sequence: facet.in_sequence,
                state: facet.state}) AS rows
