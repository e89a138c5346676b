// people_records: what the records of people, and of leads that became them, say of stops, permissions and points.
// :param ids: ids of the people
// :returns: many
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(record:SourceRecord)
WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points IS NOT NULL
RETURN id, record.system AS system, record.object AS object, record.external_id AS external_id,
       record.stops AS stops, record.permissions AS permissions, record.points AS points
