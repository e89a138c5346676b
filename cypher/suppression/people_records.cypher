// people_records: what the records of people, and of leads that became them, say of stops, permissions and points.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(record:SourceRecord)
WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL OR record.points CONTAINS '"facts"'
RETURN collect({id: id, system: record.system, object: record.object, external_id: record.external_id, stops: record.stops,
                permissions: record.permissions, points: CASE WHEN record.points CONTAINS '"facts"' THEN record.points END}) AS rows
