"""JSON Schemas of questions and answers, as tools need them; taken from the same types as every other door.

In: a question. Out: the schema of its arguments, the schema of its answer. Refuses: at start, a type it has no word
for.
"""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from inspect import getdoc
from typing import Any, Union, get_args, get_origin, get_type_hints

from graph_service.errors import ModelError
from graph_service.questions.answer import Answer
from graph_service.questions.ask import Token
from graph_service.questions.day_or_instant import DayOrInstant
from graph_service.questions.period import Period
from graph_service.questions.question import Argument, Question
from graph_service.questions.reference import ExternalId, NodeRef, Ref

Schema = dict[str, Any]
MOST_REFERENCES = 10_000

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "description": "ISO 8601 in UTC"},
    date: {"type": "string", "description": "YYYY-MM-DD"},
    Decimal: {"type": "string", "description": "A decimal number"},
    Token: {"type": "string"},
    Period: {"type": "string"},
    DayOrInstant: {"type": "string"},
    Any: {},
}
_EXTERNAL: Schema = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("system", "object", "id")},
    "required": ["system", "object", "id"],
    "additionalProperties": False,
}
_WRITTEN = {datetime: "ISO 8601 with a zone, or a date", str: "", Token: ""}


def input_schema(question: Question, extra: Schema) -> Schema:
    """The schema of a tool's arguments.

    Args:
        question: whose arguments.
        extra: properties that the door adds.
    """
    properties = {one.name: _argument(one) for one in question.arguments}
    needed = [one.name for one in question.arguments if not one.optional]
    return {
        "type": "object",
        "properties": properties | extra,
        "required": needed,
        "additionalProperties": False,
    }


def _argument(one: Argument) -> Schema:
    schema = {**_given(one.type), "description": one.doc}
    if isinstance(one.default, Enum):
        schema["default"] = one.default.name
    elif isinstance(one.default, (str, int, float, bool)):
        schema["default"] = one.default
    return schema


def _given(hint: Any) -> Schema:
    """The schema of what a caller writes."""
    if get_origin(hint) is list:
        return {"type": "array", "items": _given(get_args(hint)[0]), "maxItems": MOST_REFERENCES}
    if isinstance(hint, type) and issubclass(hint, Ref):
        return _reference(hint)
    if hint is ExternalId:
        return {"anyOf": [{"type": "string", "description": "system:Object:id"}, _EXTERNAL]}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": list(hint.__members__)}
    schema = dict(_word(hint))
    schema.pop("description", None)
    return schema | ({"description": _WRITTEN[hint]} if _WRITTEN.get(hint) else {})


def _reference(hint: type[Ref]) -> Schema:
    ways: Schema = {"id": {"type": "string", "description": "Our id"}, "external_id": _EXTERNAL}
    keys = ["domain", "email"] if hint is NodeRef else [hint.identity] if hint.identity else []
    ways |= {str(key): {"type": "string"} for key in keys}
    if hint is NodeRef:
        ways["noun"] = {"type": "string", "description": "e.g. Account or Opportunity"}
        said = "Noun/our id or Noun/system:Object:id"
    else:
        said = " or ".join(["our id", "system:Object:id", *map(str, keys)])
    count = 2 if hint is NodeRef else 1
    named = {"type": "object", "properties": ways, "additionalProperties": False}
    return {
        "anyOf": [{"type": "string", "description": said}, {**named, "minProperties": count, "maxProperties": count}]
    }


def output_schema(question: Question, extra: Schema) -> Schema:
    """The schema of a tool's answer.

    Args:
        question: whose answer.
        extra: properties that the door adds, all of them there in every answer.
    """
    shapes: dict[str, Schema] = {}
    root = _object(question.answer, shapes)
    return {
        **root,
        "properties": root["properties"] | extra,
        "required": [*root["required"], *extra],
        "$defs": shapes,
    }


def _object(hint: type, shapes: dict[str, Schema]) -> Schema:
    hints = get_type_hints(hint)
    properties = {}
    # what every answer has is explained once, in the server's instructions
    explained = issubclass(hint, Answer) or hint.__module__ != Answer.__module__
    for one in fields(hint):
        doc = str(one.metadata.get("doc", "")) if explained else ""
        schema = _answered(hints[one.name], shapes)
        properties[one.name] = {**schema, "description": doc} if doc else schema
    about = (getdoc(hint) or "").split("\n\n")[0].replace("\n", " ")
    return {"type": "object", "description": about, "properties": properties, "required": list(properties)}


def _answered(hint: Any, shapes: dict[str, Schema]) -> Schema:
    """The schema of what an answer holds, in its one JSON form."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        [only] = [one for one in get_args(hint) if one is not types.NoneType]
        return {"anyOf": [_answered(only, shapes), {"type": "null"}]}
    if origin is list:
        return {"type": "array", "items": _answered(get_args(hint)[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _answered(get_args(hint)[1], shapes)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        if hint.__name__ not in shapes:
            shapes[hint.__name__] = {
                "type": "string",
                "enum": list(hint.__members__),
                "description": getdoc(hint) or "",
            }
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if is_dataclass(hint) and isinstance(hint, type):
        if hint.__name__ not in shapes:
            shapes[hint.__name__] = {}  # a shape may hold itself
            shapes[hint.__name__] = _object(hint, shapes)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return dict(_word(hint))


def _word(hint: Any) -> Schema:
    try:
        return _PLAIN[hint]
    except (KeyError, TypeError):
        raise ModelError(f"JSON Schema has no word for {hint!r}") from None
