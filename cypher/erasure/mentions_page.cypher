// mentions_page: which of the next records in order say one of these words anywhere.
// :param after: birth id after which the page starts
// :param most: how many records to look at
// :param words: words in lower case
// :returns: one
CALL () {
  MATCH (s:SourceRecord) WHERE s.id > $after
  RETURN s ORDER BY s.id LIMIT $most
}
WITH collect(s) AS page
RETURN page[-1].id AS last,
  COLLECT { UNWIND page AS s MATCH (s)-[:HAS_VERSION]->{0,1}(v:RecordVersion) WHERE any(word IN $words WHERE toLower(v.row) CONTAINS word)
            RETURN DISTINCT [s.id, s.key] } AS hits
