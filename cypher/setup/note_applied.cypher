// note_applied: a migration ran.
// :param id: its name
// :param at: instant
// :returns: none
MERGE (m:Migration {id: $id}) ON CREATE SET m.at = $at
