// keys: what every record that holds or held these addresses and numbers says of stops and permissions, and who holds them now.
// :param keys: key ids
// :param live: states of a subscription that count as live
// :param cap: most records and holders per key; one more tells that there are more
// :returns: many
UNWIND $keys AS id
MATCH (key:Key {id: id})
RETURN key.id AS id, key.shared AS shared,
       COLLECT { MATCH (key)<-[:HAS_KEY|HAD_KEY]-(record:SourceRecord)
                 WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points IS NOT NULL
                 RETURN DISTINCT [record.system + '|' + record.object + '|' + record.external_id, record.stops,
                                  record.permissions, record.points] LIMIT $cap + 1 } AS records,
       COLLECT { MATCH (key)<-[:HAS_KEY]-(:SourceRecord)-[:OF]->(holder:Noun)
                 WHERE NOT coalesce(holder.state, 'live') IN ['deleted', 'merged', 'erased']
                 OPTIONAL MATCH (holder)-[:IS_PERSON]->(person:Person)
                 RETURN DISTINCT [coalesce(person.id, CASE WHEN holder:Person THEN holder.id END), holder:User,
                                  holder:BillingEntity AND EXISTS { MATCH (holder)-[:PAYS_FOR]->(sold:Subscription)
                                    WHERE sold.status IN $live
                                      AND NOT coalesce(sold.state, 'live') IN ['deleted', 'merged', 'erased'] }] LIMIT $cap + 1 } AS holders
