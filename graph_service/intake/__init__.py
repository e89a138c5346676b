"""A record's way in, one verb a file: receive, translate, identify, settle, commit; ``pipeline`` names them in order.

In: files of source rows. Out: evidence and the settled graph, and a receipt. Refuses: rows without an id or a shape
(quarantine), and files that cannot be read to their end (named, what was read counts).
"""
