"""schema/ compiled into one immutable Model.

In: the YAML files of schema/ and of an overlay directory. Out: :class:`~graph_service.model.model.Model`.
Refuses: unknown fields, bad references, missing authority and name clashes, naming file, line and word.
"""
