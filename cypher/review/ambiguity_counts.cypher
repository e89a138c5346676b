// ambiguity_counts: how many doubts there are of each kind, open and decided.
// :returns: many
MATCH (a:Ambiguity)
RETURN a.kind AS kind, sum(CASE a.status WHEN 'open' THEN 1 ELSE 0 END) AS open, count(a) AS all ORDER BY kind
