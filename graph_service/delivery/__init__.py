"""The change feed brought to subscribers: signed, in order, again until it is taken or put aside.

In: nothing. Out: the room's modules. Refuses: nothing.
"""
