// put_job: an erasure that was ordered; what it still needs stays with it until it is done.
// :param id: its id
// :param at: instant
// :param actor: who ordered it
// :param team: as a member of which team
// :param reason: why
// :param work: JSON text of what is left to do
// :param due: epoch seconds before which nothing may be deleted
// :returns: none
MERGE (j:Erasure {id: $id})
SET j.at = $at, j.actor = $actor, j.team = $team, j.reason = $reason, j.work = $work, j.due = $due, j.state = 'ordered'
