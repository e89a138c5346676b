// people_by_id: the person that each id or record names, over the facet it may be; a record that is nobody keeps its own stops.
// :param refs: [{n: position asked, id: our id or null, birth: birth id}]
// :returns: one
UNWIND $refs AS ref
OPTIONAL MATCH (direct:Noun {id: ref.id})
OPTIONAL MATCH (record:SourceRecord {id: ref.birth})
OPTIONAL MATCH (record)-[:OF]->(now:Noun)
WITH ref, record, coalesce(direct, now) AS found
OPTIONAL MATCH (found)-[:IS_PERSON]->(owner:Person)
WITH ref, record, found, CASE WHEN found:Person THEN found ELSE owner END AS person
RETURN collect({n: ref.n, person: person.id, noun: [label IN labels(found) WHERE label <> 'Noun'][0],
                record: CASE WHEN person IS NULL AND record IS NOT NULL
                        THEN [record.system + '|' + record.object + '|' + record.external_id, record.stops, record.permissions] END}) AS rows
