// unseen: which of these records were referred to and never received.
// :param ids: birth ids
// :returns: many
UNWIND $ids AS id
MATCH (s:SourceRecord {id: id}) WHERE s.state = 'unseen'
RETURN s.id AS id
