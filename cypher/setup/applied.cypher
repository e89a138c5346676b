// applied: the migrations that ran.
// :returns: many
MATCH (m:Migration) RETURN m.id AS id ORDER BY id
