// book_of_business: the accounts of a user, one row per account and type of ownership: direct, through a team, inherited over selling parents, through a territory.
// :param user: id of the user
// :param at: instant text; a link that ended by then does not count
// :param since: instant text; a link that starts later does not count
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most rows returned
// :returns: many
MATCH (user:Noun&User {id: $user})
CALL (user) {
  MATCH (user)-[owns:OWNS]->(account:Account)
  RETURN account, owns.type AS type, 'DIRECT' AS how, null AS through, owns, null AS second
  UNION ALL
  MATCH (user)-[member:MEMBER_OF]->(team:Team)-[owns:OWNS]->(account:Account)
  RETURN account, owns.type AS type, 'TEAM' AS how, team AS through, owns, member AS second
  UNION ALL
  MATCH (user)-[owns:OWNS]->(top:Account) WHERE owns.type <> 'MEMBER' AND user.placeholder IS NULL
  MATCH (top) (()-[down:PARENT_OF WHERE down.kind = 'SELLING' AND NOT coalesce(down.ultimate, down.gap, false)]->
    (low:Account WHERE NOT coalesce(low.slots, '') CONTAINS ('"OWNS:' + owns.type + '"')
                   AND NOT EXISTS { (low)<-[said:OWNS|WAS_OWNS|CLAIMED_OWNS]-() WHERE said.type = owns.type })){1,63} (account:Account)
  RETURN account, owns.type AS type, 'INHERITED' AS how, top AS through, owns, null AS second
  UNION ALL
  MATCH (user)-[owns:OWNS]->(patch:Territory)-[covers:COVERS]->(account:Account)
  WHERE coalesce(patch.active, true)
  WITH account, patch, owns, covers,
       CASE WHEN coalesce(owns.type, 'MEMBER') = 'MEMBER' THEN 'ACCOUNT_EXECUTIVE' ELSE owns.type END AS type
  WHERE NOT EXISTS { (account)<-[direct:OWNS]-(holder) WHERE direct.type = type AND holder.placeholder IS NULL }
    AND (coalesce(account.slots, '') CONTAINS ('"OWNS:' + type + '"')
         OR EXISTS { (account)<-[said:OWNS|WAS_OWNS|CLAIMED_OWNS]-() WHERE said.type = type }
         OR NOT EXISTS {
           MATCH way = (account)<-[:PARENT_OF*1..63]-(above:Account)<-[over:OWNS]-(holder)
           WHERE over.type = type AND holder.placeholder IS NULL
             AND all(step IN relationships(way)[..-1] WHERE step.kind = 'SELLING' AND NOT coalesce(step.ultimate, step.gap, false))
             AND none(node IN nodes(way)[..-2] WHERE coalesce(node.slots, '') CONTAINS ('"OWNS:' + type + '"')
                      OR EXISTS { (node)<-[said:OWNS|WAS_OWNS|CLAIMED_OWNS]-() WHERE said.type = type }) })
  RETURN account, type, 'TERRITORY' AS how, patch AS through, owns, covers AS second
}
WITH account, type, how, through, owns, second,
     coalesce(type, '') + '|' + how + '|' + coalesce(account.name, '') + '|' + account.id + '|' + coalesce(through.id, '') AS key
WHERE key > $after AND owns.since <= $since AND coalesce(owns.until, '~') > $at
  AND (second IS NULL OR (second.since <= $since AND coalesce(second.until, '~') > $at))
WITH account, type, how, through, owns, second, key ORDER BY key LIMIT $cap
RETURN key, account {.id, .name, .slots, .primary_domain} AS account, type, how, through {.id, .name, labels: labels(through)} AS through,
       properties(owns) AS link, properties(second) AS second
