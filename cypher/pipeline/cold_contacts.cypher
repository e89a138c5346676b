// cold_contacts: people of a company, or of the companies and contacts of a user, without activity since a time; those of whom no activity is on record come last.
// :param account: id of the company, or null
// :param user: id of the user, or null
// :param before: instant text; a newest activity before it is cold
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most people returned
// :returns: many
CALL () {
  MATCH (:Noun {id: $account})<-[works:WORKS_AT]-(person:Person) WHERE coalesce(works.active, true)
  RETURN person
  UNION
  MATCH (:Noun {id: $user})-[owns:OWNS]->(:Account)<-[works:WORKS_AT]-(person:Person)
  WHERE owns.type <> 'MEMBER' AND coalesce(works.active, true)
  RETURN person
  UNION
  MATCH (:Noun {id: $user})-[:OWNS]->(:Contact)-[:IS_PERSON]->(person:Person)
  RETURN person
}
WITH person, COLLECT { MATCH (person)<-[:IS_PERSON]-(facet:Contact) RETURN max(facet.last_activity_at) }[0] AS said,
     COLLECT { MATCH (person)<-[:TOUCHES]-(activity:Activity) RETURN max(activity.at) }[0] AS touched
WITH person, CASE WHEN touched > said OR said IS NULL THEN touched ELSE said END AS last
WITH person, last, coalesce(last, '~') + '|' + person.id AS key
WHERE key > $after AND (last IS NULL OR last < $before)
RETURN key, person.id AS id, last ORDER BY key LIMIT $cap
