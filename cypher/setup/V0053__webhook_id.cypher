// V0053__webhook_id: one position a subscription of the change feed.
// :returns: none
CREATE CONSTRAINT webhook_id IF NOT EXISTS FOR (n:Webhook) REQUIRE n.id IS UNIQUE
