// V0014__decision_id: one node for each standing decision about an ambiguity.
// :returns: none
CREATE CONSTRAINT decision_id IF NOT EXISTS FOR (n:Decision) REQUIRE n.id IS UNIQUE
