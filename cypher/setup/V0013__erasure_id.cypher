// V0013__erasure_id: erasures are unique.
// :returns: none
CREATE CONSTRAINT erasure_id IF NOT EXISTS FOR (n:Erasure) REQUIRE n.id IS UNIQUE
