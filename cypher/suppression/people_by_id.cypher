// people_by_id: the person that each id or record names, over the facet it may be; a record that is nobody keeps its own stops and keys.
// :param refs: [{n: position asked, id: our id or null, birth: birth id}]
// :returns: many
UNWIND $refs AS ref
OPTIONAL MATCH (direct:Noun {id: ref.id})
OPTIONAL MATCH (record:SourceRecord {id: ref.birth})
OPTIONAL MATCH (record)-[:OF]->(now:Noun)
WITH ref, record, coalesce(direct, now) AS found
OPTIONAL MATCH (found)-[:IS_PERSON]->(owner:Person)
WITH ref, record, found, CASE WHEN found:Person THEN found ELSE owner END AS person
RETURN ref.n AS n, person.id AS person, [label IN labels(found) WHERE label <> 'Noun'][0] AS noun,
       CASE WHEN person IS NULL AND record IS NOT NULL
            THEN [record.system + '|' + record.object + '|' + record.external_id, record.stops, record.permissions] END AS record,
       CASE WHEN person IS NULL AND record IS NOT NULL
            THEN COLLECT { MATCH (record)-[:HAS_KEY|HAD_KEY]->(key:Key)
                           WHERE key.id STARTS WITH 'email|' OR key.id STARTS WITH 'phone|' RETURN key.id LIMIT 200 } END AS keys
