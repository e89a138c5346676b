// V0004__batch_id: batches are unique.
// :returns: none
CREATE CONSTRAINT batch_id IF NOT EXISTS FOR (n:Batch) REQUIRE n.id IS UNIQUE
