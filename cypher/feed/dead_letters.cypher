// dead_letters: what subscribers did not take, oldest first.
// :param name: only of this subscriber; null for all
// :returns: many
MATCH (d:DeadLetter) WHERE $name IS NULL OR d.webhook = $name
RETURN d.id AS id, d.webhook AS webhook, d.event AS event, d.reason AS reason, d.attempts AS attempts, d.at AS at
ORDER BY at, id
