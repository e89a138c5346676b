// quarantine_page: refused rows in the order of their ids.
// :param after: id after which the page starts
// :param most: page size
// :returns: many
MATCH (q:Quarantine) WHERE q.id > $after
RETURN q.id AS id, q.row AS row, q.reason AS reason ORDER BY q.id LIMIT $most
