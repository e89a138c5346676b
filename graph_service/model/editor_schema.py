"""JSON Schema of the YAML files, so that an editor completes and checks them while they are written.

In: the specs of this room. Out: ``schema/.jsonschema/*.json``, one a kind of file; ``python -m
graph_service.model.editor_schema`` writes them (``make docs``), ``--check`` only compares.
Refuses: with ``--check``, files that are not what the specs say now.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from graph_service.model.files import schema_dir
from graph_service.model.policies import POLICY_SPECS
from graph_service.model.source_spec import SourceSpec
from graph_service.model.spec import LinkSpec, ObjectSpec, SystemsSpec

FOLDER = ".jsonschema"


class _Shorthand(GenerateJsonSchema):
    """Adds the short forms that a file may use and the specs unfold: one item for a list of it, text for a mapping."""

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        full = super().function_before_schema(schema)
        unfolds = getattr(schema["function"]["function"], "__name__", "")
        if unfolds not in {"_listed", "_alternatives"} or full.get("type") != "array":
            return full
        item = full.get("items", {})
        one = (
            {"anyOf": [item, {"type": ["string", "number", "boolean", "null"]}]} if unfolds == "_alternatives" else item
        )
        return {"anyOf": [one, {**full, "items": one}]}


def specs() -> dict[str, type[BaseModel]]:
    """Kind of file -> its form; a policy has a form of its own."""
    forms: dict[str, type[BaseModel]] = {"object": ObjectSpec, "link": LinkSpec, "source": SourceSpec}
    forms["policy-systems"] = SystemsSpec
    return forms | {f"policy-{stem}": spec for stem, spec in POLICY_SPECS.items()}


def kind_of(path: Path) -> str:
    """The kind of a YAML file of the model by its folder (and, for a policy, its name)."""
    folder = path.parent.name
    return f"policy-{path.stem}" if folder == "policies" else folder.removesuffix("s")


def render(spec: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one form."""
    schema = spec.model_json_schema(by_alias=True, schema_generator=_Shorthand)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def stale(folder: Path) -> list[str]:
    """Names of files in a folder that are missing, superfluous or not what the specs say now."""
    wanted = {f"{kind}.json": _text(spec) for kind, spec in specs().items()}
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write(folder: Path) -> None:
    """Write every file again and remove those of forms that are gone."""
    folder.mkdir(exist_ok=True)
    for name in stale(folder):
        (folder / name).unlink(missing_ok=True)
    for kind, spec in specs().items():
        (folder / f"{kind}.json").write_text(_text(spec), encoding="utf-8")


def _text(spec: type[BaseModel]) -> str:
    return json.dumps(render(spec), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` compare; returns the exit code."""
    folder = schema_dir() / FOLDER
    if "--check" in arguments:
        names = stale(folder)
        if names:
            sys.stderr.write(f"error: schema/{FOLDER}: {', '.join(names)} not up to date (make docs writes them)\n")
        return 1 if names else 0
    write(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
