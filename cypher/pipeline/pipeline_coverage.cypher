// pipeline_coverage: targets that touch a stretch of days or have none, with whose they are and who is in those teams.
// :param start: civil date of the first day
// :param end: civil date of the day after the last
// :param cap: most targets returned
// :param beside: most owners and members returned of each
// :returns: many
MATCH (target:Target)
WHERE (target.period_start < $end OR target.period_start IS NULL) AND (target.period_end >= $start OR target.period_end IS NULL)
  AND coalesce(target.state, 'live') IN ['live', 'archived']
WITH target ORDER BY target.id LIMIT $cap
RETURN target {.id, .name, .measure, .period_start, .period_end, .amount_minor, .amount_currency, .amount_exponent, .count} AS target,
       COLLECT { MATCH (target)<-[:AIMS_FOR]-(owner:Noun) RETURN owner {.id, .name, .active, .placeholder, labels: labels(owner)}
                 ORDER BY owner.id LIMIT $beside } AS owners
ORDER BY target.id
