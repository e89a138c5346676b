"""The pure parts of settling: no clock, no database, no order of arrival.

In: the Model and evidence. Out: what the graph should say. Refuses: nothing; every doubt comes out as an ambiguity.
"""
