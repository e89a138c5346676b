"""Ambiguities as people decide them: the decision, and what follows from it.

In: a :class:`Steward`, who decides, an ambiguity, a word. Out: :class:`Written`. Refuses: what the team does not own
(:class:`Refused`, with the rule); a word that does not fit the ambiguity (UsageError).
"""

from __future__ import annotations

from collections.abc import Sequence

from graph_service.errors import UsageError
from graph_service.intake.stewarding.decide import one_noun
from graph_service.intake.stewarding.decision import Said
from graph_service.intake.stewarding.rulings import By
from graph_service.intake.stewarding.steward import Steward
from graph_service.intake.stewarding.written import Written, allowed, refuse
from graph_service.model.authority import Ruling, identity_ruling, link_ruling
from graph_service.model.claims import SELF

SAME, DIFFERENT, CHOOSE, KEEP = "SAME", "DIFFERENT", "CHOOSE", "KEEP"


def decide_ambiguity(
    steward: Steward, by: By, *, ambiguity: str, decision: str, reason: str, choice: Sequence[str] = ()
) -> Written:
    """Decide what nothing decided: SAME, DIFFERENT, CHOOSE one candidate, or KEEP it as it is.

    It holds as long as the evidence is what it is now.

    Args:
        ambiguity: its id.
        decision: the word.
        choice: record keys among the candidates; all of them where it is empty. CHOOSE needs exactly one.
    Raises:
        Refused: the team does not own what it is about.
        UsageError: no such ambiguity, or this cannot be decided about it.
    """
    rows = steward.writer.run("stewarding/ambiguity", id=ambiguity)
    if not rows:
        raise UsageError(
            f"no ambiguity {ambiguity[:60]!r}",
            hint="`gtm-graph review list` shows their ids; WON_WITHOUT_SUBSCRIPTION is over when what it lacks comes",
        )
    (doubt,) = rows
    candidates = [one for one in doubt["candidates"] or () if one.count("|") >= 2]
    strange = [one for one in choice if one not in candidates]
    if strange:
        raise UsageError(f"{strange[0][:100]!r} is no candidate", hint="one of " + ", ".join(candidates))
    chosen = list(choice) or candidates
    effects: list[Said] = []
    ruling = Ruling(True, "DECISION_KEPT", "that it stays as it is may be said by everybody")
    if decision in (SAME, DIFFERENT):
        ends = steward.anchors([steward.ids.birth(key) for key in chosen])
        if len(ends) < 2:
            raise UsageError("there are no two records to be one thing or two", hint=f"{CHOOSE} or {KEEP}")
        noun = one_noun(steward.model, ends)
        ruling = allowed(identity_ruling(steward.model, noun, by.teams, proposal=by.proposal))
        effects = [{"kind": "SAME" if decision == SAME else "APART", "noun": noun, "records": [e.key for e in ends]}]
    elif decision == CHOOSE:
        if len(chosen) != 1 or doubt["kind"] != "CONTESTED_LINK":
            raise UsageError("one candidate of a contested link is chosen", hint=f"{SAME}, {DIFFERENT} or {KEEP}")
        effect, ruling = _chosen_link(steward, by, doubt["subject"], chosen[0])
        effects = [effect]
    elif decision != KEEP:
        raise UsageError(f"{decision[:40]!r} is no decision", hint=", ".join((SAME, DIFFERENT, CHOOSE, KEEP)))
    if by.proposal:
        raise refuse("PEOPLE_DECIDE", "an ambiguity is decided by people")
    said: Said = {
        "kind": "AMBIGUITY", "ambiguity": ambiguity, "evidence": doubt["evidence"] or "", "decision": decision,
        "effects": effects,
    }  # fmt: skip
    return steward.take(by, reason, said, ruling)


def _chosen_link(steward: Steward, by: By, subject: str, key: str) -> tuple[Said, Ruling]:
    """The claim of one record as a claim of the steward."""
    link, _, variant = subject.partition("|")[0].partition(":")
    rid = steward.ids.birth(key)
    view = steward.views([rid]).get(rid)
    spans = [s for s in view.spans if s.link == link and s.variant == variant and s.until is None] if view else []
    if not spans:
        raise UsageError(f"{key} no longer says who it is", hint=KEEP)
    span = max(spans, key=lambda one: one.at)
    source, target = (key if end == SELF else end for end in (span.source, span.target))
    ends = steward.anchors([steward.ids.birth(end) for end in (source, target) if end and not end.startswith("key|")])
    nouns = tuple(end.noun for end in ends if end.noun)
    ruling = allowed(link_ruling(steward.model, link, variant, nouns, by.teams, proposal=by.proposal))
    said: Said = {
        "kind": "LINK", "link": link, "variant": variant, "source": source, "target": target, "props": dict(span.props),
    }  # fmt: skip
    return said, ruling
