"""The only room that speaks Bolt.

In: named statements and their parameters. Out: plain lists of dictionaries. Refuses: unnamed statements, reads
without a deadline, and letting the driver's own messages (which quote values) out.
"""
