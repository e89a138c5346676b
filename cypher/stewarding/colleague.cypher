// colleague: whether one of our people owns accounts, and whose manager they are.
// :param key: key of their work address
// :param accounts: ids of the accounts
// :param person: id of a person whose employers count too; null for none
// :param others: keys of work addresses of those they may lead
// :returns: many
MATCH (:Key {id: $key})<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(me:User)
RETURN DISTINCT me.id AS id,
       EXISTS { MATCH (me)-[:OWNS {type: 'ACCOUNT_EXECUTIVE'}]->(account:Account) WHERE account.id IN $accounts }
       OR EXISTS { MATCH (me)-[:OWNS {type: 'ACCOUNT_EXECUTIVE'}]->(:Account)<-[:WORKS_AT]-(:Noun {id: $person}) } AS owner,
       EXISTS { MATCH (me)-[:MANAGES]->(:User)<-[:OF]-(:SourceRecord)-[:HAS_KEY]->(key:Key) WHERE key.id IN $others } AS manager
