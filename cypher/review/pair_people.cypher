// pair_people: people as a steward would compare them, in pages.
// :param after: id after which the page starts
// :param most: page size
// :returns: many
MATCH (n:Person) WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $most
RETURN n.id AS id, n.name AS name, null AS legal_name, [] AS domains, n.country AS country, n.state AS state, [] AS family,
  COLLECT { MATCH (n)-[:HAS_POINT]->(p:ContactPoint {kind: 'EMAIL'}) RETURN p.value } AS emails,
  COLLECT { MATCH (n)-[:HAS_POINT]->(p:ContactPoint {kind: 'PHONE'}) RETURN p.value } AS phones,
  COLLECT { MATCH (n)-[:WORKS_AT]->(a:Account) RETURN a.id } AS employers
