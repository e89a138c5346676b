// V0041__bookmark_id: one bookmark for each stream that is read bit by bit.
// :returns: none
CREATE CONSTRAINT bookmark_id IF NOT EXISTS FOR (n:Bookmark) REQUIRE n.id IS UNIQUE
