// account_ownership: an account and its selling ancestors at one time, each with every owner it has or had, and the territories over the account.
// :param account: id of the account
// :param at: instant text; a parent link that ended by then does not count
// :param since: instant text; a parent link that starts later does not count
// :param cap: most links returned of each thing
// :returns: many
MATCH (account:Noun {id: $account}) WHERE account:Account
CALL (account) {
  MATCH (account)<-[up:PARENT_OF|WAS_PARENT_OF*0..64]-(over:Account)
  WHERE all(link IN up WHERE link.kind = 'SELLING' AND link.since <= $since AND coalesce(link.until, '~') > $at)
  WITH up[-1] AS link, size(up) AS depth, over ORDER BY depth, over.id LIMIT 200
  RETURN collect({noun: 'Account', id: over.id, name: over.name, slots: over.slots, first_evidence_at: over.first_evidence_at,
                  near: endNode(link).id, link: properties(link),
                  owners: COLLECT { MATCH (over)<-[owns:OWNS|WAS_OWNS|CLAIMED_OWNS]-(owner:Noun)
                                    WITH owns, owner ORDER BY owns.type, owns.since, owner.id LIMIT $cap
                                    RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner),
                                                  how: type(owns), link: properties(owns)} }}) AS chain
}
RETURN chain,
       COLLECT { MATCH (account)<-[covers:COVERS|WAS_COVERS]-(territory:Territory)<-[owns:OWNS|WAS_OWNS]-(owner:Noun)
                 WITH covers, territory, owns, owner ORDER BY territory.id, owns.type, owner.id LIMIT $cap
                 RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner), how: type(owns), link: properties(owns),
                               territory: territory {.id, .name, .active}, covers: properties(covers)}
       } AS territories
