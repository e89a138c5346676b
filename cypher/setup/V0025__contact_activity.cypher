// V0025__contact_activity: contacts can be listed by their newest activity, oldest first.
// :returns: none
CREATE INDEX contact_activity IF NOT EXISTS FOR (n:Contact) ON (n.last_activity_at)
