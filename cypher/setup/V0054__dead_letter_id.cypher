// V0054__dead_letter_id: events that a subscriber did not take, each once.
// :returns: none
CREATE CONSTRAINT dead_letter_id IF NOT EXISTS FOR (n:DeadLetter) REQUIRE n.id IS UNIQUE
