// drop_pending: that work is done.
// :param id: its id
// :returns: none
MATCH (p:Pending {id: $id}) DELETE p
