"""Whether a team may write something by hand, and who may.

In: an :class:`Ask`, a noun, one of its fields or links, a team. Out: :class:`CanWrite`. Refuses: names the model does
not have. It needs no database: the rule is the one by which every mutation is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as entry  # an answer's member is called "field"

from graph_service.errors import UsageError
from graph_service.model.authority import Deal, Ruling, field_ruling, identity_ruling, link_ruling
from graph_service.model.model import Model
from graph_service.questions.answer import Answer, Status, Why, doc
from graph_service.questions.ask import Ask
from graph_service.questions.question import Question, plain_name

IDENTITY = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanWrite(Answer):
    """Whether a team may write a field, a link or an identity by hand."""

    allowed: bool = entry(metadata=doc("Whether the team may"))
    rule: str = entry(metadata=doc("Name of the rule that decides"))
    object: str = entry(metadata=doc("The noun"))
    field: str = entry(metadata=doc("Its field, its link with the variant, or identity"))
    systems: list[str] = entry(metadata=doc("Systems that are believed about it, in the order of trust"))
    teams: list[str] = entry(metadata=doc("Teams that may write it"))


async def can_write(
    ask: Ask, object: str, field: str, team: str, value: str | None = None, stage: str | None = None
) -> CanWrite:
    """Whether a team may write something.

    Args:
        ask: who answers.
        object: name of the noun, e.g. Account.
        field: one of its fields; or one of its links, with its kind: ``OWNS:CSM``, ``parents:SELLING``; or
            ``identity``: which records are it.
        team: the team, e.g. sales ops.
        value: the value that is to be written; some values have owners of their own.
        stage: the stage that the opportunity is in; after some stages nobody writes some fields.
    Raises:
        UsageError: the model has no such noun, field or link.
    """
    noun = _noun(ask.model, object)
    name, ruling = _ruling(ask.model, noun, field, team, value, stage)
    return CanWrite(
        status=Status.OK,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        why=[Why(rule=ruling.rule, text=f"{ruling.text[:1].upper()}{ruling.text[1:]}.")],
        allowed=ruling.allowed,
        rule=ruling.rule,
        object=noun,
        field=name,
        systems=list(ruling.systems),
        teams=list(ruling.teams),
    )


def _noun(model: Model, written: str) -> str:
    found = next((name for name in model.objects if plain_name(name) == plain_name(written)), None)
    if found is None:
        raise UsageError(f"the model has no noun {written[:60]!r}", hint="one of " + ", ".join(model.objects))
    return found


def _ruling(
    model: Model, noun: str, written: str, team: str, value: str | None, stage: str | None
) -> tuple[str, Ruling]:
    word, _, variant = written.partition(":")
    wanted = plain_name(word)
    if wanted == IDENTITY:
        return IDENTITY, identity_ruling(model, noun, [team])
    for name in model.objects[noun].fields:
        if plain_name(name) == wanted:
            return name, field_ruling(model, noun, name, [team], value, deal=Deal(stage))
    person = model.objects[noun].facet_of
    for type_, spec in model.links.items():
        ends = [(spec.from_, spec.names.from_), (spec.to, spec.names.to)]
        names = [name for nouns, name in ends if noun in nouns or person in nouns]
        if names and wanted in {plain_name(type_), *map(plain_name, names)}:
            if spec.variant and not variant:
                kinds = ", ".join(f"{type_}:{one}" for one in spec.variant.values)
                raise UsageError(f"{type_} has several kinds", where="field", hint=f"one of {kinds}")
            kind = variant.upper()
            return f"{type_}:{kind}" if kind else type_, link_ruling(model, type_, kind, [noun], [team])
    known = [*model.objects[noun].fields, IDENTITY]
    raise UsageError(f"{noun} has no field or link {written[:60]!r}", hint="one of " + ", ".join(known))


CAN_WRITE = Question(
    name="can_write",
    doc="Whether a team may write a field, a link or an identity by hand, and who may.",
    function=can_write,
    docs={
        "object": "Name of the noun, e.g. Account",
        "field": "One of its fields; or a link with its kind, e.g. OWNS:CSM or PARENT_OF:SELLING; or identity",
        "team": "The team, e.g. sales ops",
        "value": "The value to be written, where some values have owners of their own (a stage)",
        "stage": "The stage an opportunity is in, as the CRM names it; some fields are locked after one",
    },
)
