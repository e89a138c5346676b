// active_opportunities: opportunities not known to be closed on which people have a role, of their buying groups' companies, and of companies and their families.
// :param people: ids of the people
// :param accounts: ids of the companies
// :param family: ids of other companies of their families
// :param cap: most opportunities returned of each kind of match; one more is returned
// :returns: many
CALL () {
  UNWIND $people AS id
  MATCH (person:Noun {id: id})-[role:HAS_ROLE]->(deal:Opportunity)
  WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
  WITH deal, person, role ORDER BY deal.id LIMIT $cap + 1
  RETURN deal, 1 AS rank, 'PERSON' AS match, [{start: person {.id, .name, labels: labels(person)}, type: 'HAS_ROLE', variant: role.role, end: deal {.id, .name, labels: labels(deal)}, link: properties(role)}] AS path
  UNION ALL
  UNWIND $people AS id
  MATCH (person:Noun {id: id})-[in:HAS_ROLE|MEMBER_OF]->(group:BuyingGroup)-[of:FOR_ACCOUNT]->(account:Account)<-[for:FOR_ACCOUNT]-(deal:Opportunity)
  WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
  WITH deal, person, in, group, of, account, for ORDER BY deal.id LIMIT $cap + 1
  RETURN deal, 2 AS rank, 'BUYING_GROUP' AS match, [{start: person {.id, .name, labels: labels(person)}, type: type(in), variant: in.role, end: group {.id, .name, labels: labels(group)}, link: properties(in)},
    {start: group {.id, .name, labels: labels(group)}, type: 'FOR_ACCOUNT', end: account {.id, .name, labels: labels(account)}, link: properties(of)},
    {start: deal {.id, .name, labels: labels(deal)}, type: 'FOR_ACCOUNT', end: account {.id, .name, labels: labels(account)}, link: properties(for)}] AS path
  UNION ALL
  UNWIND [id IN $accounts | [3, 'ACCOUNT', id]] + [id IN $family | [4, 'ACCOUNT_TREE', id]] AS one
  MATCH (account:Noun {id: one[2]})<-[for:FOR_ACCOUNT]-(deal:Opportunity)
  WHERE NOT coalesce(deal.is_closed, false) AND NOT coalesce(deal.is_won, false)
  WITH deal, one, account, for ORDER BY one[0], deal.id LIMIT $cap + 1
  RETURN deal, one[0] AS rank, one[1] AS match, [{start: deal {.id, .name, labels: labels(deal)}, type: 'FOR_ACCOUNT', end: account {.id, .name, labels: labels(account)}, link: properties(for)}] AS path
}
RETURN deal.id AS id, match, path ORDER BY rank, id
