// newest: when the newest decision about records was taken.
// :param ids: birth ids
// :param systems: systems whose records are decisions
// :returns: one
MATCH (about:SourceRecord)<-[:REFERS_TO]-(decision:SourceRecord)
WHERE about.id IN $ids AND decision.system IN $systems
RETURN max(decision.at) AS at
