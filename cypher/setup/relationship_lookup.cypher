// relationship_lookup: the index of relationships by type, if the database has it.
// :returns: many
SHOW INDEXES YIELD name, type, entityType WHERE type = 'LOOKUP' AND entityType = 'RELATIONSHIP' RETURN name
