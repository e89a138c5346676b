// drop_orphans: contact points and keys that nobody has any more.
// :param keys: key ids
// :param points: ids of their contact points
// :returns: none
CALL () {
  UNWIND $keys AS key
  MATCH (k:Key {id: key}) WHERE NOT EXISTS { (k)<-[:HAS_KEY|HAD_KEY]-() }
  RETURN k AS one
  UNION
  UNWIND $points AS point
  MATCH (c:Noun {id: point}) WHERE NOT EXISTS { (c)<-[:HAS_POINT|WAS_HAS_POINT]-() }
  RETURN c AS one
}
DETACH DELETE one
