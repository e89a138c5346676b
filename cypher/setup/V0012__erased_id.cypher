// V0012__erased_id: marks of erased persons are unique.
// :returns: none
CREATE CONSTRAINT erased_id IF NOT EXISTS FOR (n:Erased) REQUIRE n.id IS UNIQUE
