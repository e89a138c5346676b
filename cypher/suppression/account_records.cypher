// account_records: what the records of companies say of stops.
// :param ids: ids of the accounts
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:OF]-(record:SourceRecord) WHERE record.stops IS NOT NULL
RETURN collect({id: id, system: record.system, object: record.object, external_id: record.external_id, stops: record.stops}) AS rows
