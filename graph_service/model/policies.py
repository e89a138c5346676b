"""Which policy files there are, and the form of each.

In: nothing. Out: :data:`POLICY_SPECS`. Refuses: role words outside the closed vocabulary.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, model_validator

from graph_service.model.suppression_policy import SuppressionPolicy


class MappingPolicy(BaseModel):
    """Vendors' words and ours: ``mappings`` is system -> word -> ours; ``*`` stands for every other word."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mappings: dict[str, dict[str, str]]


class RolesPolicy(MappingPolicy):
    """policies/roles.yaml: the closed role vocabulary, role templates and vendors' words for roles."""

    vocabulary: dict[str, str]
    templates: dict[str, dict[str, list[str | list[str]]]] = {}
    """Template -> required and optional roles; a list inside is "one of these"."""

    @model_validator(mode="after")
    def _closed(self) -> RolesPolicy:
        for system, words in self.mappings.items():
            for word, role in words.items():
                if role and role not in self.vocabulary:
                    raise ValueError(f"mappings.{system}.{word}: {role!r} is not in the vocabulary")
        return self


POLICY_SPECS: dict[str, type[BaseModel]] = {
    "suppression": SuppressionPolicy,
    "roles": RolesPolicy,
    "lifecycle": MappingPolicy,
}
