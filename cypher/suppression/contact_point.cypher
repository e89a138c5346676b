// contact_point: the address or number behind a contact point's id.
// :param id: its id
// :returns: one
MATCH (point:Noun&ContactPoint {id: $id}) RETURN point.kind AS kind, point.value AS value
