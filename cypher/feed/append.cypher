// append: the events of one transaction, numbered behind those before them; the writer's lock is held.
// :param epoch: name of the numbering, where this is the first of it
// :param model: version of the model, where this is the first
// :param count: how many events
// :param at: when they were recorded
// :param batch: the run that brought them
// :param events: JSON text
// :returns: none
MERGE (f:Feed {id: 'feed'}) ON CREATE SET f.epoch = $epoch, f.last = 0, f.model = $model
WITH f, f.last AS before
SET f.last = before + $count
CREATE (:ChangeBatch {from: before + 1, to: before + $count, at: $at, batch: $batch, events: $events})
