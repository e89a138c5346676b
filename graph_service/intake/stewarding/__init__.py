"""People's decisions: what they say as evidence, who may take them, and how they come into the graph.

In: a decision about things that are there. Out: a record of the system ``steward``, settled like every other. Refuses:
what the writer's team does not own, by the rule's name.
"""
