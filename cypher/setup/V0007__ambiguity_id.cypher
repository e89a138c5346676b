// V0007__ambiguity_id: ambiguities are unique.
// :returns: none
CREATE CONSTRAINT ambiguity_id IF NOT EXISTS FOR (n:Ambiguity) REQUIRE n.id IS UNIQUE
