// drop_dead_letter: it was taken after all.
// :param id: subscriber and event
// :returns: none
MATCH (d:DeadLetter {id: $id}) DELETE d
