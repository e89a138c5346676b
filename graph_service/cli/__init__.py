"""The command line: one module a command, ``main`` puts them together.

In: words of a terminal. Out: tables for people or one JSON document on standard output, progress on standard error, an
exit code. Refuses: wrong use (2), and whatever the rooms behind it refuse, in one line.
"""
