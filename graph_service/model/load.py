"""schema/ (and an overlay directory) to one Model, cross-checked.

In: directories with objects/, links/, sources/ and policies/. Out: the Model. Refuses: what one file says against
itself (``spec``) or against another file: unknown nouns, links, systems, groups, variants, clashing names and ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from graph_service.errors import ModelError
from graph_service.model.files import schema_dir
from graph_service.model.model import Model
from graph_service.model.policies import POLICY_SPECS
from graph_service.model.source import SourceSpec, check_source
from graph_service.model.spec import FieldSpec, LinkSpec, ObjectSpec, SystemsSpec
from graph_service.model.yaml_file import YamlFile, read_yaml

Spec = TypeVar("Spec", bound=BaseModel)
FOLDERS = ("objects", "links", "sources", "policies")


def load_model(overlay: Path | None = None) -> Model:
    """Compile the shipped schema/, with a user's own files laid over it file by file.

    Args:
        overlay: a directory with any of objects/, links/, sources/, policies/; a file there stands for the shipped
            one of the same name.
    Raises:
        ModelError: naming file, line and the offending word.
    """
    files = {folder: _files(folder, overlay) for folder in FOLDERS}
    systems = _systems(files["policies"])
    objects = {spec.name: (file, spec) for file, spec in _parse(files["objects"].values(), ObjectSpec)}
    links = {spec.type: (file, spec) for file, spec in _parse(files["links"].values(), LinkSpec)}
    sources = {spec.system: (file, spec) for file, spec in _parse(files["sources"].values(), SourceSpec)}
    policies = {
        stem: files["policies"][stem].parse(spec) for stem, spec in POLICY_SPECS.items() if stem in files["policies"]
    }
    for stem, file in files["policies"].items():
        if stem not in POLICY_SPECS and stem != "systems":
            raise file.fail((), f"{stem}: no policy of this name", hint="one of " + ", ".join(sorted(POLICY_SPECS)))
    model = Model(
        objects={name: spec for name, (_, spec) in sorted(objects.items())},
        links={name: spec for name, (_, spec) in sorted(links.items())},
        groups=_groups(systems, sources),
        steward=systems.steward,
        proposal=systems.proposal,
        sources={name: spec for name, (_, spec) in sorted(sources.items())},
        policies=policies,
        version=_version(file for folder in files.values() for file in folder.values()),
    )
    known = {name for members in model.groups.values() for name in members} | set(model.sources) | model.deciders
    _check_objects(objects, model, known)
    _check_links(links, model, known)
    _check_hand_stops(files["policies"], model)
    _check_definitions(files["policies"], model, known)
    _check_feed(files["policies"], model)
    for file, spec in sources.values():
        for problem in check_source(spec, model):
            raise file.fail((), problem)
    return model


def _files(folder: str, overlay: Path | None) -> dict[str, YamlFile]:
    paths = {path.stem: path for path in sorted((schema_dir() / folder).glob("*.yaml"))}
    if overlay is not None:
        if not overlay.is_dir():
            raise ModelError("no such directory", where=str(overlay), hint="--model takes a directory like schema/")
        inside = [path for path in overlay.iterdir() if path.is_dir() and not path.name.startswith(".")]
        strange = [path.name for path in inside if path.name not in FOLDERS]
        if strange:
            raise ModelError(f"{strange[0]}/ is no part of a model", where=overlay.name, hint=", ".join(FOLDERS))
        paths.update({path.stem: path for path in sorted((overlay / folder).glob("*.yaml"))})
    return {stem: read_yaml(path) for stem, path in paths.items()}


def _parse(files: Iterable[YamlFile], spec: type[Spec]) -> list[tuple[YamlFile, Spec]]:
    parsed: list[tuple[YamlFile, Spec]] = []
    names: dict[str, YamlFile] = {}
    for file in files:
        one = file.parse(spec)
        name = next(str(getattr(one, key)) for key in ("name", "type", "system") if key in spec.model_fields)
        if name in names:
            raise file.fail((), f"{name}: already in {names[name].path.name}")
        names[name] = file
        parsed.append((file, one))
    return parsed


def _systems(policies: dict[str, YamlFile]) -> SystemsSpec:
    if "systems" not in policies:
        raise ModelError("policies/systems.yaml is missing", hint="it names the groups of systems")
    return policies["systems"].parse(SystemsSpec)


def _groups(systems: SystemsSpec, sources: dict[str, tuple[YamlFile, SourceSpec]]) -> dict[str, tuple[str, ...]]:
    """The groups of systems, with those that sources join by their own word behind the others."""
    groups = {name: list(members) for name, members in systems.groups.items()}
    for system, (file, spec) in sorted(sources.items()):
        for name in spec.joins:
            if name not in groups:
                raise file.fail(("joins",), f"{name}: no group of this name", hint="one of " + ", ".join(groups))
            if system not in groups[name]:
                groups[name].append(system)
    return {name: tuple(members) for name, members in groups.items()}


def _check_authority(file: YamlFile, place: tuple[str, ...], words: list[str], model: Model, known: set[str]) -> None:
    for word in words:
        if word not in model.groups and word not in known:
            raise file.fail(place, f"authority names {word!r}, which is no system and no group")


def _check_objects(objects: dict[str, tuple[YamlFile, ObjectSpec]], model: Model, known: set[str]) -> None:
    prefixes: dict[str, str] = {}
    for name, (file, spec) in objects.items():
        if spec.prefix in prefixes:
            raise file.fail(("prefix",), f"prefix {spec.prefix!r} is already that of {prefixes[spec.prefix]}")
        prefixes[spec.prefix] = name
        if spec.facet_of is not None and spec.facet_of not in objects:
            raise file.fail(("facet_of",), f"facet_of names {spec.facet_of!r}, which is no noun")
        for facet in spec.derived_from:
            if facet not in objects or objects[facet][1].facet_of != name:
                raise file.fail(("derived_from",), f"derived_from names {facet!r}, which is no facet of {name}")
        for field_name, field_spec in spec.fields.items():
            place = ("fields", field_name)
            _check_authority(file, (*place, "authority"), field_spec.authority, model, known)
            for value in field_spec.teams_of:
                if value not in (field_spec.values or ()):
                    raise file.fail((*place, "teams_of"), f"{field_name}: {value!r} is none of its values")
            _check_lock(file, place, name, field_spec, model)
            if field_spec.type == "enum" and not field_spec.values:
                raise file.fail(place, f"{field_name}: an enum needs values")
            if field_name in {"id", "systems", "slots", "sources", "evidence"}:
                raise file.fail(place, f"{field_name}: this name belongs to every noun")


def _check_lock(file: YamlFile, place: tuple[str, ...], noun: str, field: FieldSpec, model: Model) -> None:
    """A field that is locked after a stage needs a stage beside it, and an order with later ones."""
    last = field.locked_after_stage
    if last is None:
        return
    place = (*place, "locked_after_stage")
    if "stage" not in model.objects[noun].fields:
        raise file.fail(place, f"{noun} has no field 'stage'")
    steps = len(model.policies["lifecycle"].deal_stages) if "lifecycle" in model.policies else 0
    if last >= steps:
        raise file.fail(place, f"deal_stages of policies/lifecycle.yaml has {steps} steps, none behind {last}")


def _check_links(links: dict[str, tuple[YamlFile, LinkSpec]], model: Model, known: set[str]) -> None:
    taken: dict[tuple[str, str], str] = {}
    for type_, (file, spec) in links.items():
        if spec.variant is None and isinstance(spec.authority, dict):
            raise file.fail(("authority",), f"{type_} has no variant, so one authority is enough")
        for variant in spec.variant.values if spec.variant else []:
            if isinstance(spec.authority, dict) and variant not in spec.authority:
                raise file.fail(("authority",), f"{type_}: no authority for {variant}")
        if isinstance(spec.cardinality, dict) and "default" not in spec.cardinality:
            raise file.fail(("cardinality",), f"{type_}: cardinality by variant needs a default")
        entries = [spec.authority] if not isinstance(spec.authority, dict) else list(spec.authority.values())
        for entry in entries:
            _check_authority(file, ("authority",), entry.systems, model, known)
            for noun in entry.teams_of:
                if noun not in (*spec.from_, *spec.to):
                    raise file.fail(("authority",), f"{type_}: teams_of names {noun!r}, which is no end of it")
        _check_beginning(file, spec, model)
        for end, nouns, field_name in (("from", spec.from_, spec.names.from_), ("to", spec.to, spec.names.to)):
            for noun in nouns:
                if noun not in model.objects:
                    raise file.fail((end,), f"{type_}: {noun!r} is no noun")
                if field_name in model.objects[noun].fields:
                    raise file.fail(("names", end), f"{field_name!r} is already a field of {noun}")
                owner = taken.setdefault((noun, field_name), type_)
                if owner != type_:
                    raise file.fail(("names", end), f"{field_name!r} on {noun} is already the name of {owner}")


def _check_beginning(file: YamlFile, spec: LinkSpec, model: Model) -> None:
    """The time and the other link that a link with a latest beginning names."""
    needs = spec.begins_before
    if needs is None:
        return
    place, other = ("begins_before",), model.links.get(needs.otherwise)
    for noun in spec.from_ if spec.subject == "from" else spec.to:
        field = model.objects[noun].fields.get(needs.field) if noun in model.objects else None
        if field is None or field.type not in ("datetime", "date"):
            raise file.fail(place, f"{spec.type}: {noun} has no time {needs.field!r}")
    if other is None or other.begins_before is not None:
        raise file.fail(place, f"{spec.type}: {needs.otherwise!r} is no link that a claim could count as")
    if (other.from_, other.to, other.subject, other.variant) != (spec.from_, spec.to, spec.subject, spec.variant):
        raise file.fail(place, f"{spec.type}: {needs.otherwise} has other ends or variants")


def _check_hand_stops(files: dict[str, YamlFile], model: Model) -> None:
    if {"stewardship", "suppression"} <= model.policies.keys():
        for code in model.policies["stewardship"].stops.keys() - model.policies["suppression"].stops.keys():
            raise files["stewardship"].fail(("stops", code), f"{code}: no stop of policies/suppression.yaml")


def _check_definitions(files: dict[str, YamlFile], model: Model, known: set[str]) -> None:
    if "definitions" in model.policies:
        systems = known | model.groups.keys()
        for problem in model.policies["definitions"].problems(model.objects, model.links, systems):
            raise files["definitions"].fail(("terms", problem.partition(":")[0]), problem)


def _check_feed(files: dict[str, YamlFile], model: Model) -> None:
    if "feed" in model.policies:
        for place, problem in model.policies["feed"].problems(model):
            raise files["feed"].fail(place, problem)


def _version(files: Iterable[YamlFile]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda one: (one.path.parent.name, one.path.name)):
        digest.update(f"{file.path.parent.name}/{file.path.name}\0".encode())
        digest.update(file.path.read_bytes())
    return digest.hexdigest()[:12]
