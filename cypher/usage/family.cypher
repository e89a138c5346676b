// family: the links of one kind that lead down from a company and had not ended by a time, each with when its child was first put under anybody.
// :param account: id of the company
// :param kind: SELLING, LEGAL, BILLING or REPORTING
// :param start: instant text; a link that ended by then does not count
// :param cap: most links returned; one more is returned
// :returns: many
MATCH (account:Noun&Account {id: $account})
MATCH (account)-[down:PARENT_OF|WAS_PARENT_OF*1..63]->(child:Account)
WHERE all(link IN down WHERE link.kind = $kind AND coalesce(link.until, '~') > $start)
WITH DISTINCT down[-1] AS link, child LIMIT $cap + 1
RETURN startNode(link).id AS parent, child {.id, .name, .domains, .first_evidence_at, .slots} AS child,
       link {.since, .since_kind, .until, .systems, .records} AS link,
       COLLECT { MATCH (child)<-[other:PARENT_OF|WAS_PARENT_OF]-(:Account) WHERE other.kind = $kind RETURN min(other.since) }[0] AS first
ORDER BY child.id, link.since
