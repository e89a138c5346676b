// people_absorbed: what is said of records that never came and that records of people took in, or name as the same.
// :param ids: ids of the people
// :returns: one
UNWIND $ids AS id
MATCH (:Noun {id: id})<-[:IS_PERSON|CONVERTED_TO]-(:Noun)<-[:OF]-(own:SourceRecord)
MATCH (own) (()-[:REFERS_TO {end: 'same'}]->(lost:SourceRecord WHERE lost.noun IS NULL)){1,3} (record)
WHERE record.stops IS NOT NULL OR record.permissions IS NOT NULL
RETURN collect(DISTINCT {id: id, system: record.system, object: record.object, external_id: record.external_id, stops: record.stops,
                         permissions: record.permissions}) AS rows
