// V0002__record_id: birth ids of records are unique.
// :returns: none
CREATE CONSTRAINT record_id IF NOT EXISTS FOR (n:SourceRecord) REQUIRE n.id IS UNIQUE
