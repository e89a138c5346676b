// ambiguities: doubts in the order of their ids, with the things that they are about.
// :param after: id behind which the page starts; empty for the first page
// :param most: page size
// :returns: many
CALL () {
  MATCH (doubt:Ambiguity) WHERE doubt.id > $after
  RETURN doubt ORDER BY doubt.id LIMIT $most
}
RETURN doubt.id AS id,
       doubt {.id, .kind, .status, .subject, .text, .candidates, .since,
              about: COLLECT { MATCH (doubt)-[:ABOUT]->(:SourceRecord)-[:OF]->(thing:Noun) RETURN DISTINCT thing.id ORDER BY thing.id LIMIT 1000 }} AS row
ORDER BY id
