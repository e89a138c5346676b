"""What a source file says of the shapes in which rows are met: pages, prefixes, columns that hold JSON.

In: plain data read from YAML. Out: frozen pydantic models with the field names of the files.
Refuses: unknown words.
"""

from __future__ import annotations

from pydantic import Field

from graph_service.model.value_spec import Told, Values


class ShapeSpec(Told):
    """One way in which rows are met; the first whose columns are all there counts."""

    has: list[str] = Field(default_factory=list)


class NamedPagesSpec(Told):
    """Pages under the names of their objects, as GraphQL answers have them."""

    path: str
    """JMESPath of the mapping from object name to page."""
    rows: str
    """JMESPath of the rows in each page."""
    mark: str
    """Member of a row that is given the object's name, e.g. ``attributes.type``."""


class EnvelopeSpec(Told):
    """A message around a row, as events and webhooks have it."""

    marks: dict[str, str]
    """Member -> value by which it is recognised; a value that ends in ``*`` is the beginning of one."""
    row: str
    """Dotted path of the row."""
    keep: dict[str, str] = Field(default_factory=dict)
    """Member that the row is given -> dotted path of it in the message, e.g. the time of the event."""


class ReadingSpec(Told):
    """How this system writes rows."""

    inside: list[str] = Field(default_factory=list)
    """Members whose own members count as columns (HubSpot's ``properties``)."""
    prefixes: list[str] = Field(default_factory=list)
    """Dropped from column names (Fivetran's ``property_``)."""
    value_objects: str | None = None
    """A member whose value stands for the whole object (``{"value": ...}``)."""
    json_text: list[str] = Field(default_factory=list)
    """Columns in which a table holds JSON as text."""
    pages: list[str] = Field(default_factory=list)
    """JMESPath of the rows in a JSON document, tried in order."""
    named_pages: NamedPagesSpec | None = None
    envelopes: list[EnvelopeSpec] = Field(default_factory=list)
    """Messages around rows; the first that fits is opened."""
    at: list[str] = Field(default_factory=list)
    """Columns of the source's own time, for every object, behind those that the object names."""
    turn: Values | None = None
    """Where that time counts whole seconds: the place, from 0, of what was said within one."""
    synced: list[str] = Field(default_factory=list)
    """Columns with the time of the copy, for every object."""
