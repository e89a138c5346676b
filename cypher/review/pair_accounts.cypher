// pair_accounts: accounts as a steward would compare them, in pages.
// :param after: id after which the page starts
// :param most: page size
// :returns: many
MATCH (n:Account) WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $most
RETURN n.id AS id, n.name AS name, n.legal_name AS legal_name, n.domains AS domains, n.hq_country AS country,
  n.state AS state, [] AS emails, [] AS phones, [] AS employers,
  COLLECT { MATCH (n)-[:PARENT_OF|CLAIMED_PARENT_OF]-(o:Account) RETURN o.id } AS family
