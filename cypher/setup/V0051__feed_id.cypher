// V0051__feed_id: there is one change feed.
// :returns: none
CREATE CONSTRAINT feed_id IF NOT EXISTS FOR (n:Feed) REQUIRE n.id IS UNIQUE
