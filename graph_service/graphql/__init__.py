"""GraphQL: types made from the Model, and the compiler from an operation to one statement.

In: the Model and a reader. Out: a schema that answers operations. Refuses: operations beyond the limits.
"""
