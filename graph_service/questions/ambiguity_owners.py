"""Whose an ambiguity is to decide.

In: its kind, what it is about. Out: names of teams. Refuses: nothing. Pure.
"""

from __future__ import annotations

from graph_service.model.model import Model
from graph_service.questions.ambiguities_answer import AmbiguityKind

_STOPS = frozenset((AmbiguityKind.RETRACTED_WITHOUT_ACT, AmbiguityKind.UNMAPPED_CONSENT))
_IDENTITY = frozenset(
    (
        AmbiguityKind.CONTESTED_KEY,
        AmbiguityKind.CONTESTED_IDENTITY,
        AmbiguityKind.COMPONENT_TOO_LARGE,
        AmbiguityKind.KEY_SHARED_BY_TOO_MANY,
    )
)


def owners_of(model: Model, kind: AmbiguityKind, subject: str, nouns: set[str]) -> list[str]:
    """The teams that may decide an ambiguity: those that own the link, the stops, or the identity of the noun.

    Args:
        model: the Model.
        kind: kind of the ambiguity.
        subject: what it is about; of a link, its type and variant come first.
        nouns: nouns of the things it is about.
    """
    if kind is AmbiguityKind.WON_WITHOUT_SUBSCRIPTION:
        return list(model.links["PAYS_FOR"].authority_of("").teams)
    if kind in _STOPS:
        return list(model.policies["stewardship"].release["SUBJECT"].teams)
    if kind in _IDENTITY:
        word = subject.partition("|")[0]
        nouns = nouns or {name for name, spec in model.objects.items() if word in spec.identity.keys}
        return sorted({team for noun in nouns for team in model.objects[noun].identity.teams})
    if kind is AmbiguityKind.UNMAPPED_ROLE:
        return list(model.links["HAS_ROLE"].authority_of("OTHER").teams)
    if kind is AmbiguityKind.ILLEGAL_TRANSITION:
        name = subject.rpartition("|")[2]
        specs = (model.objects[noun].fields.get(name) for noun in nouns)
        return sorted({team for spec in specs if spec for team in spec.teams})
    type_, _, rest = subject.partition("|")[0].partition(":")
    return list(model.links[type_].authority_of(rest).teams)
