"""``candidate_pairs`` for a person: each pair with what speaks for and against it, and what to type.

In: :class:`CandidatePairs`. Out: text. Refuses: nothing.
"""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from graph_service.questions.candidate_pairs import CandidatePair, CandidatePairs, PairFeature


def body(answer: CandidatePairs) -> list[RenderableType]:
    """The pairs, the likeliest first."""
    parts: list[RenderableType] = []
    for pair in answer.pairs:
        parts.extend(_pair(pair))
    foot = f"{len(answer.pairs):,} pairs; {answer.things:,} looked at, {answer.compared:,} compared"
    parts.append(Text(foot, style="dim"))
    parts.extend(Text(f"cut off: {one.text}", style="yellow") for one in answer.truncated)
    return parts


def _pair(pair: CandidatePair) -> list[RenderableType]:
    head = Text(f"{pair.score:.2f}  ", style="bold")
    head.append(f"{pair.left.name}  =  {pair.right.name}")
    head.append(f"  {pair.left.id} {pair.right.id}", style="dim")
    parts: list[RenderableType] = [head]
    if pair.agrees:
        parts.append(Text("  for      " + ", ".join(map(_feature, pair.agrees)), style="green"))
    if pair.differs:
        parts.append(Text("  against  " + ", ".join(map(_feature, pair.differs)), style="yellow"))
    if pair.ambiguity:
        parts.append(Text(f"  open     gtm-graph review show {pair.ambiguity}"))
    for word, line in (("link", pair.link), ("deny", pair.deny)):
        if line:
            # to be copied whole
            parts.append(Text(f"  {word:8} {line}", style="dim", no_wrap=True))
    return parts


def _feature(one: PairFeature) -> str:
    return f"{one.what} {one.left}" if one.left == one.right else f"{one.what} {one.left} / {one.right}"
