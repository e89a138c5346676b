"""What judging gathers: binding stops, what is missing, what is only said; and how reasons are ordered.

In: pieces found by the rules. Out: :class:`Outcome`. Refuses: nothing; ``suppression_rules`` decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graph_service.model.suppression_policy import LEVELS, SuppressionPolicy
from graph_service.questions.answer import NodeSeen, SinceKind
from graph_service.questions.ask import moment
from graph_service.questions.suppression_answer import Advisory, Missing, Reason
from graph_service.questions.suppression_shapes import StopFact
from graph_service.questions.suppression_stops import ADVISE, UNSURE, StopRules

_SCOPES = ("POINT", "PERSON", "ACCOUNT", "TREE")
UNKNOWN_CODE = "UNKNOWN_STOP_CODE"
UNKNOWN_CODE_LEVEL = "ADMIN"
"""Nobody knows who speaks, so nobody below privacy and legal may overrule."""


@dataclass(slots=True)
class Outcome:
    """Everything found for one message to one contact point."""

    reasons: list[Reason] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    advisories: list[Advisory] = field(default_factory=list)
    ranks: dict[int, int] = field(default_factory=dict)
    """id of a reason -> its width: 0 all channels, 1 one channel, 2 one topic."""

    def add(self, other: Outcome) -> None:
        """Take in what was found elsewhere."""
        self.reasons += other.reasons
        self.missing += other.missing
        self.advisories += other.advisories
        self.ranks.update(other.ranks)

    def lacks(self, code: str, settle: str) -> None:
        """Say what is missing."""
        self.missing.append(Missing(code=code, settle=settle))

    def ordered(self) -> list[Reason]:
        """The reasons, the winner first: level, width, scope, then the newest (POLICIES 1.2.4)."""
        unique = {(r.code, r.scope, r.record, r.topic, r.brand, r.about and r.about.id): r for r in self.reasons}
        return sorted(
            unique.values(),
            key=lambda reason: (
                LEVELS.index(reason.level),
                self.ranks.get(id(reason), 1),
                _SCOPES.index(reason.scope),
                -(reason.since.timestamp() if reason.since else float("-inf")),
                reason.code,
                reason.record or "",
            ),
        )


def note_stop(
    outcome: Outcome,
    rules: StopRules,
    stop: StopFact,
    point: str | None,
    *,
    about: NodeSeen | None = None,
    scope: str | None = None,
) -> None:
    """Put a recorded stop that stands, reaches the point and covers the message where it belongs.

    Args:
        about: the company it sits on, if it is not the person's.
        scope: overrides the scope of its row.
    """
    effect = rules.covering(stop)
    if effect is None or not rules.on_point(stop, point):
        return
    row, motion = rules.policy.stops.get(stop.code), rules.policy.motions.get(stop.code)
    spec = row or motion
    said = spec.text if spec else f"says {stop.code}, which no rule of the policy knows"
    if stop.unknown:
        if effect != ADVISE:
            where = stop.record.replace("|", " ")
            outcome.lacks("STOP_FIELD_BLANK", f"{stop.slot} of {where} is blank, which is not false: fill it there")
        return
    if not rules.in_time(stop):
        return
    text = (f"{stop.system}: " if stop.system else "") + said + (f" ({stop.detail})" if stop.detail else "")
    if stop.retracted:
        text += "; it was turned off later, but by no act of the person, so it stands"
    if effect == ADVISE:
        word = row.advise[rules.message.purpose] if row else motion.advisory if motion else "TELL_OWNER"
        outcome.advisories.append(Advisory(code=word, because=stop.code, text=text, about=about))
        return
    if effect == UNSURE:
        outcome.lacks(stop.code, f"{text}; what settles it: {row.settle if row else 'a look at the record'}")
        return
    scope = scope or (spec.scope if spec else "PERSON")
    reason = Reason(
        code=stop.code if spec else UNKNOWN_CODE,
        level=row.level if row else "MACHINE" if motion else UNKNOWN_CODE_LEVEL,
        scope="PERSON" if scope in ("ACCOUNT", "TREE") and about is None else scope,
        system=stop.system or None,
        record=stop.record or None,
        about=about,
        since=moment(stop.since),
        since_kind=None if stop.since is None else SinceKind.STATED if stop.acted else SinceKind.FIRST_SEEN,
        until=moment(rules.ends(stop)),
        topic=(rules.policy.topic_of(stop.topic, stop.system) or stop.topic) if stop.topic else None,
        brand=stop.brand,
        purposes=sorted(_purposes(rules.policy, stop)),
        text=text,
    )
    outcome.reasons.append(reason)
    everywhere = stop.channels is None and row is not None and row.channels == "ALL"
    outcome.ranks[id(reason)] = 2 if stop.topic else 0 if everywhere or spec is None else 1


def _purposes(policy: SuppressionPolicy, stop: StopFact) -> frozenset[str]:
    if stop.purposes is not None:
        return policy.expand(stop.purposes)
    if stop.code in policy.motions:
        return frozenset(name for name, effect in policy.motions[stop.code].effects.items() if effect == "S")
    if stop.topic and (topic := policy.topic_of(stop.topic, stop.system)):
        return frozenset(policy.topics[topic].purposes)
    if stop.code in policy.stops:
        return policy.stop_purposes[stop.code] or policy.all_marketing
    return frozenset(policy.purposes)
