// V0001__noun_id: ids of nouns are unique.
// :returns: none
CREATE CONSTRAINT noun_id IF NOT EXISTS FOR (n:Noun) REQUIRE n.id IS UNIQUE
