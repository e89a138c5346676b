// V0008__status_id: one status a source.
// :returns: none
CREATE CONSTRAINT status_id IF NOT EXISTS FOR (n:SourceStatus) REQUIRE n.id IS UNIQUE
