// funnel: people or companies by id, with what their records ever said of a stage or lead source, their addresses, company and owners.
// :param after: id behind which the page starts; the prefix of the noun for the first page
// :param before: text behind every id of the noun
// :param needles: texts of which a version must hold one to be returned
// :param cap: most things returned
// :returns: many
MATCH (thing:Noun) WHERE thing.id > $after AND thing.id < $before
WITH thing ORDER BY thing.id LIMIT $cap
RETURN thing.id AS id, thing.name AS name, labels(thing) AS labels, thing.segment AS segment,
       COLLECT { MATCH (thing)<-[:IS_PERSON]-{0,1}(:Noun)<-[:OF]-(record:SourceRecord)
                 WITH DISTINCT record ORDER BY record.key LIMIT 200
                 RETURN {system: record.system, noun: record.noun, state: record.state,
                         versions: COLLECT { MATCH (record)-[:HAS_VERSION]->{0,1}(version:RecordVersion)
                                             WHERE any(needle IN $needles WHERE version.claims CONTAINS needle)
                                             RETURN [version.told_at, version.clock, version.claims] }} } AS records,
       COLLECT { MATCH (thing)-[:HAS_POINT]->(point:ContactPoint {kind: 'EMAIL'}) RETURN point.value LIMIT 20 } AS emails,
       COLLECT { MATCH (thing)-[works:WORKS_AT]->(account:Account) WHERE coalesce(works.active, true)
                 RETURN account.segment ORDER BY coalesce(works.primary, false) DESC, account.id LIMIT 1 } AS segments
ORDER BY id
