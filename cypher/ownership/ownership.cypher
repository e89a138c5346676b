// ownership: a person, lead, contact, opportunity or subscription, its facets, and every owner each has or had; of a person the employers' account executives too.
// :param target: id of the thing
// :param cap: most links returned of each thing
// :returns: many
MATCH (target:Noun {id: $target})
OPTIONAL MATCH (target)<-[:IS_PERSON]-(facet:Noun)
WITH target, collect(facet)[0..$cap] AS facets
RETURN COLLECT { UNWIND [target] + facets AS owned
                 RETURN owned {.id, .name, .slots, .first_evidence_at, labels: labels(owned),
                               owners: COLLECT { MATCH (owned)<-[owns:OWNS|WAS_OWNS|CLAIMED_OWNS]-(owner:Noun)
                                                 WITH owns, owner ORDER BY owns.type, owns.since, owner.id LIMIT $cap
                                                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner),
                                                               how: type(owns), link: properties(owns)} }}
       } AS chain,
       COLLECT { MATCH (target)-[works:WORKS_AT]->(employer:Account)<-[owns:OWNS {type: 'ACCOUNT_EXECUTIVE'}]-(owner:Noun)
                 WITH works, employer, owns, owner ORDER BY employer.id, owner.id LIMIT $cap
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), how: type(owns),
                               link: properties(owns), works: properties(works), employer: employer {.id, .name}}
       } AS employers
