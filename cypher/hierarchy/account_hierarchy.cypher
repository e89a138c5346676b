// account_hierarchy: an account with everything over and under it by PARENT_OF of one kind at one time, the claims that lost, and the kinds it has.
// :param account: id of the account
// :param kind: SELLING, LEGAL, BILLING or REPORTING
// :param at: instant text; a link that ended by then does not count
// :param since: instant text; a link that starts later does not count
// :param depth: levels below the account; one more is returned so that a cut can be announced
// :param cap: most descendants returned, nearest first; one more is returned
// :param claims: most losing claims returned; one more is returned
// :returns: many
MATCH (account:Noun {id: $account}) WHERE account:Account
CALL (account) {
  MATCH (account)<-[up:PARENT_OF|WAS_PARENT_OF*1..64]-(over:Account)
  WHERE all(link IN up WHERE link.kind = $kind AND link.since <= $since AND coalesce(link.until, '~') > $at)
  WITH up[-1] AS link, size(up) AS depth, over ORDER BY depth, over.id LIMIT 200
  RETURN collect({noun: 'Account', id: over.id, name: over.name, slots: over.slots, depth: depth, near: endNode(link).id,
                  legal_name: over.legal_name, domains: over.domains, link: properties(link),
                  billed: EXISTS { (over)<-[f:FOR_ACCOUNT]-(:BillingEntity) WHERE f.relation = 'DIRECT' },
                  tops: COLLECT { MATCH (over)<-[top:CLAIMED_PARENT_OF]-(above:Account)
                                  WHERE top.kind = $kind AND top.refused = 'ULTIMATE_ONLY'
                                  RETURN {link: properties(top), parent: above {.id, .name}, child: over {.id, .name}}
                                  LIMIT 20 }}) AS ancestors
}
CALL (account) {
  MATCH (account)-[down:PARENT_OF|WAS_PARENT_OF*1..64]->(below:Account)
  WHERE all(link IN down WHERE link.kind = $kind AND link.since <= $since AND coalesce(link.until, '~') > $at)
  WITH down[-1] AS link, size(down) AS depth, below WHERE depth <= $depth + 1
  WITH link, depth, below ORDER BY depth, below.id LIMIT $cap + 1
  RETURN collect({noun: 'Account', id: below.id, name: below.name, depth: depth, near: startNode(link).id,
                  link: properties(link),
                  owners: COLLECT { MATCH (below)<-[owns:OWNS|WAS_OWNS]-(owner:Noun)
                                    WHERE owns.since <= $since AND coalesce(owns.until, '~') > $at
                                    RETURN owner {.id, .name, .active, .placeholder, type: owns.type, labels: labels(owner)}
                                    LIMIT 20 }}) AS descendants
}
RETURN account {.id, .name, .slots, .first_evidence_at, .legal_name, .domains,
                billed: EXISTS { (account)<-[f:FOR_ACCOUNT]-(:BillingEntity) WHERE f.relation = 'DIRECT' }} AS account, ancestors, descendants,
       COLLECT { MATCH (account)-[claim:CLAIMED_PARENT_OF]-(other:Account) WHERE claim.kind = $kind
                 WITH DISTINCT claim, startNode(claim) AS parent, endNode(claim) AS child ORDER BY claim.since LIMIT $claims + 1
                 RETURN {link: properties(claim), parent: parent {.id, .name}, child: child {.id, .name}}
       } AS claims,
       COLLECT { MATCH (account)-[link:PARENT_OF|WAS_PARENT_OF|CLAIMED_PARENT_OF]-()
                 WITH type(link) AS type, link.kind AS kind, endNode(link) = account AS above, min(link.since) AS first
                 RETURN {type: type, kind: kind, above: above, first: first}
       } AS kinds
