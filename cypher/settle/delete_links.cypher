// delete_links: relationships that are no longer settled.
// :param ids: element ids
// :returns: none
UNWIND $ids AS id
MATCH ()-[x]->() WHERE elementId(x) = id
DELETE x
