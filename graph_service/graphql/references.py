"""A caller's reference to one node, in the form in which the graph keeps it.

In: an id, an external id or an identity key as it was written. Out: ids of nodes, records and keys. Refuses: a key that
is no e-mail address, number or domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph_service.errors import UsageError
from graph_service.graph.ids import noun_id, split_noun_id
from graph_service.graphql.shape import NounShape
from graph_service.model.types import phone
from graph_service.questions.ask import Ask
from graph_service.questions.reference import ExternalId
from graph_service.questions.resolve import clean_key, external_key


class References:
    """Reads references.

    Args:
        ask: makes birth ids, knows the sources' spellings.
        nouns: by name.
    """

    def __init__(self, ask: Ask, nouns: Mapping[str, NounShape]) -> None:
        self._ask = ask
        self._nouns = {noun.prefix: noun.name for noun in nouns.values()}

    def birth(self, written: str) -> str:
        """The birth id that an id ends with."""
        parts = split_noun_id(written)
        return parts[1] if parts else written

    def noun(self, written: str) -> str | None:
        """The noun that an id's prefix says."""
        return self._nouns.get(written.partition("_")[0])

    def record(self, written: Mapping[str, Any]) -> str:
        """The birth id of an external id's record."""
        named = ExternalId(system=written["system"], object=written["object"], id=written["id"])
        return self._ask.birth_id(external_key(self._ask, named))

    def key(self, kind: str, written: str) -> str:
        """The id of an identity key.

        Raises:
            UsageError: it is none.
        """
        if kind != "phone":
            return f"{kind}|{clean_key(kind, written)}"
        try:
            return f"{kind}|{phone.clean(written)}"
        except ValueError as reason:
            raise UsageError(f"not a telephone number: {reason}", hint="write it as +49 30 123456") from None

    def point(self, prefix: str, kind: str, written: str) -> str:
        """The id of a contact point, which is made of its value.

        Raises:
            UsageError: the value is none.
        """
        return noun_id(prefix, self._ask.birth_id(f"point|{self.key(kind, written)}"))
