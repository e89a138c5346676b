// source_of_truth: open ambiguities by kind, by the first and last word of what they are about, and by the nouns that they are about.
// :returns: many
MATCH (a:Ambiguity {status: 'open'})
WITH a.kind AS kind, split(a.subject, '|') AS words,
     COLLECT { MATCH (a)-[:ABOUT]->(:SourceRecord)-[:OF]->(n:Noun)-[:IS_PERSON]->{0,1}(thing:Noun)
               UNWIND [label IN labels(thing) WHERE label <> 'Noun'] AS noun RETURN DISTINCT noun ORDER BY noun } AS nouns
RETURN kind, words[0] AS first, words[-1] AS last, nouns, count(*) AS open ORDER BY kind, first, last
