// V0005__chunk_id: ledger rows are unique.
// :returns: none
CREATE CONSTRAINT chunk_id IF NOT EXISTS FOR (n:BatchChunk) REQUIRE n.id IS UNIQUE
