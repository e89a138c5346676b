"""The change feed's writing half: what a transaction changes, told in it.

In: nothing. Out: the room's modules. Refuses: nothing.
"""
