// V0016__decision_ambiguity: the decisions about an ambiguity.
// :returns: none
CREATE INDEX decision_ambiguity IF NOT EXISTS FOR (n:Decision) ON (n.ambiguity)
