// V0009__lock_id: one writer lock.
// :returns: none
CREATE CONSTRAINT lock_id IF NOT EXISTS FOR (n:WriterLock) REQUIRE n.id IS UNIQUE
