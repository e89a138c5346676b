// account_records: what the records of companies say of stops.
// :param ids: ids of the accounts
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:OF]-(record:SourceRecord) WHERE record.stops IS NOT NULL
RETURN id, record.system AS system, record.object AS object, record.external_id AS external_id, record.stops AS stops
