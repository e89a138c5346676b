// close_batch: a batch ended, with its receipt, and the state of its source.
// :param batch: batch id
// :param source: system
// :param at: instant
// :param receipt: JSON text
// :param status: JSON text of what the source's last runs saw, by object
// :returns: none
MERGE (b:Batch {id: $batch}) ON CREATE SET b.source = $source, b.opened_at = $at
SET b.state = 'closed', b.closed_at = $at, b.receipt = $receipt
MERGE (s:SourceStatus {id: $source}) SET s.last_run_at = $at, s.objects = $status, s.last_batch = $batch
