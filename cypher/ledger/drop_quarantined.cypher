// drop_quarantined: refused rows that were taken in after all leave the quarantine.
// :param ids: ids of the rows
// :returns: none
UNWIND $ids AS id
MATCH (q:Quarantine {id: id})
DELETE q
