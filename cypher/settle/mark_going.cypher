// mark_going: links that wait for their grace to be over, or no longer do.
// :param rows: [element id, whether it is going]
// :returns: none
UNWIND $rows AS r
MATCH ()-[x]->() WHERE elementId(x) = r[0]
SET x.going = CASE WHEN r[1] THEN true END
