// put_dead_letter: an event that a subscriber did not take, or events that were gone before they could be sent.
// :param id: subscriber and event
// :param name: of the subscriber
// :param event: JSON text, or null
// :param reason: of the last try
// :param attempts: how many there were
// :param at: instant
// :returns: none
MERGE (d:DeadLetter {id: $id})
SET d.webhook = $name, d.event = $event, d.reason = $reason, d.attempts = $attempts, d.at = $at
