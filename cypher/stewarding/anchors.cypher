// anchors: records by birth id, with the noun each makes and the things it is part of now.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (record:SourceRecord {id: id}) WHERE record.at IS NOT NULL
OPTIONAL MATCH (record)-[:OF]->(thing:Noun)
OPTIONAL MATCH (thing)-[:IS_PERSON]->(person:Person)
RETURN record.id AS id, record.key AS key, record.system AS system, record.noun AS noun, record.state AS state,
       collect(DISTINCT thing.id) + collect(DISTINCT person.id) AS things
