// bookmark: how far a stream was read, if it was.
// :param id: source and kind of row
// :returns: one
MATCH (b:Bookmark {id: $id}) RETURN b.state AS state
