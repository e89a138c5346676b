// coldest_contacts: people whose newest activity is older than a time, of all companies, the oldest first.
// :param oldest: instant text; activities before it were on earlier pages
// :param before: instant text; a newest activity before it is cold
// :param after: sort key behind which the page starts; empty for the first page
// :param cap: most people returned
// :returns: many
MATCH (contact:Contact) WHERE contact.last_activity_at >= $oldest AND contact.last_activity_at < $before
WITH contact ORDER BY contact.last_activity_at
MATCH (contact)-[:IS_PERSON]->(person:Person)
WITH person, contact.last_activity_at AS last, contact.last_activity_at + '|' + person.id AS key
WHERE key > $after
  AND NOT EXISTS { (person)<-[:IS_PERSON]-(other:Contact) WHERE other.last_activity_at > last }
  AND NOT EXISTS { (person)<-[:TOUCHES]-(activity:Activity) WHERE activity.at > last }
RETURN DISTINCT key, person.id AS id, last ORDER BY last, id LIMIT $cap
