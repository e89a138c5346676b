"""The doors: GraphQL over HTTP, ingest, health, metrics, and who may come in.

In: requests. Out: answers. Refuses: callers without a key or without the scope, bodies too large or of another form.
"""
