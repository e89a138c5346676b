"""The parts of translate: names, values, conditions and claims, compiled once per set of columns.

In: a source file in its parsed form. Out: fast functions from a row. Refuses: nothing; see each module.
"""
