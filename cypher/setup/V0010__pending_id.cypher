// V0010__pending_id: pending work is unique.
// :returns: none
CREATE CONSTRAINT pending_id IF NOT EXISTS FOR (n:Pending) REQUIRE n.id IS UNIQUE
