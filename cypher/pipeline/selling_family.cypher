// selling_family: the other companies of the selling families of these, nearest first.
// :param ids: ids of the companies
// :param cap: most companies returned; one more is returned
// :returns: many
UNWIND $ids AS id
MATCH (account:Noun&Account {id: id})
CALL (account) {
  MATCH (account)<-[up:PARENT_OF*0..64]-(top:Account) WHERE all(step IN up WHERE step.kind = 'SELLING')
  WITH top, up ORDER BY size(up) DESC LIMIT 1
  MATCH (top)-[down:PARENT_OF*0..64]->(one:Account) WHERE all(step IN down WHERE step.kind = 'SELLING')
  RETURN one, top, abs(size(up) - size(down)) AS far ORDER BY far, one.id LIMIT $cap + 1
}
WITH one, account, top, far WHERE NOT one.id IN $ids
RETURN DISTINCT one.id AS id, account {.id, .name} AS of, top {.id, .name} AS top, far ORDER BY far, id LIMIT $cap + 1
