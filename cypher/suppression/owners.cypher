// owners: who owns these things, and the companies they belong to.
// :param ids: ids of accounts, opportunities, subscriptions, tickets
// :returns: one
UNWIND $ids AS id
MATCH (thing:Noun {id: id})
CALL (thing) {
  RETURN thing AS owned
  UNION
  MATCH (thing)-[:FOR_ACCOUNT]->(owned:Account) RETURN owned
}
MATCH (owned)<-[owns:OWNS]-(owner:Noun)
RETURN collect({thing: thing.id, itself: owned = thing, type: owns.type, id: owner.id, name: owner.name,
                noun: [label IN labels(owner) WHERE label <> 'Noun'][0], active: owner.active, placeholder: owner.placeholder}) AS rows
