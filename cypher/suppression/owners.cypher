// owners: who owns these things, and the companies they belong to.
// :param ids: ids of accounts, opportunities, subscriptions, tickets
// :returns: many
UNWIND $ids AS id
MATCH (thing:Noun {id: id})
CALL (thing) {
  RETURN thing AS owned
  UNION
  MATCH (thing)-[:FOR_ACCOUNT]->(owned:Account) RETURN owned
}
MATCH (owned)<-[owns:OWNS]-(owner:Noun)
RETURN thing.id AS thing, owned = thing AS itself, owns.type AS type, owner.id AS id, owner.name AS name,
       [label IN labels(owner) WHERE label <> 'Noun'][0] AS noun, owner.active AS active, owner.placeholder AS placeholder
ORDER BY thing, itself DESC, type, id
