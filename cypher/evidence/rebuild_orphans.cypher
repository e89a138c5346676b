// rebuild_orphans: nouns in the order of their ids, and whether any record or link still makes them.
// :param after: id after which the page starts
// :param most: page size
// :returns: many
CALL () {
  MATCH (n:Noun) WHERE n.id > $after
  RETURN n ORDER BY n.id LIMIT $most
}
RETURN n.id AS id,
  EXISTS { (n)<-[:OF]-() } OR EXISTS { (n)<-[:IS_PERSON]-() } OR EXISTS { (n)<-[:HAS_POINT|WAS_HAS_POINT]-() } AS held
ORDER BY id
