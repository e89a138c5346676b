// V0003__key_id: keys are unique.
// :returns: none
CREATE CONSTRAINT key_id IF NOT EXISTS FOR (n:Key) REQUIRE n.id IS UNIQUE
