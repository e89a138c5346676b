// V0011__migration_id: each migration runs once.
// :returns: none
CREATE CONSTRAINT migration_id IF NOT EXISTS FOR (n:Migration) REQUIRE n.id IS UNIQUE
