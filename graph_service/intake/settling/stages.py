"""Which stage counts where a source moved one in a way the lifecycle does not allow (POLICIES 3).

In: the Model, what one record said of a stage over time. Out: the stage that counts, and the moves that do not.
Refuses: illegal moves: they stay evidence, are listed, and the stage before them stays.
"""

from __future__ import annotations

from graph_service.intake.settling.evidence import FieldView
from graph_service.model.model import Model

Move = tuple[FieldView, FieldView]
"""The stage that counted, and the one it was moved to."""


def counting(model: Model, noun: str, name: str, said: FieldView) -> tuple[FieldView, list[Move]]:
    """The stage that counts, and the illegal moves after which it still does.

    Args:
        model: the Model.
        noun, name: field of which the lifecycle policy knows the stages; any other counts as said.
        said: what the record says now, with what it said before.
    """
    policy = model.policies["lifecycle"]
    if said.past is None or name not in policy.fields.get(noun, ()):
        return said, []
    told: list[FieldView] = []
    one: FieldView | None = said
    while one is not None:
        # of several at one instant the last counts, and the others were no stage
        if not told or one.since < told[-1].since:
            told.append(one)
        one = one.past
    told.reverse()
    stage = told[0]
    illegal: list[Move] = []
    for after in told[1:]:
        if policy.legal(stage.value, after.value):
            stage, illegal = after, []
        else:
            illegal.append((stage, after))
    return stage, illegal
