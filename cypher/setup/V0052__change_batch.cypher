// V0052__change_batch: events are found by their numbers, in order.
// :returns: none
CREATE CONSTRAINT change_batch IF NOT EXISTS FOR (n:ChangeBatch) REQUIRE n.to IS UNIQUE
