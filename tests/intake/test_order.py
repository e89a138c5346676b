"""Any order, repetition and split of sayings settles to the same, ids included: the pure part, many examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.graph.ids import Ids
from graph_service.intake.hashing import content_hash
from graph_service.intake.settle import settle
from graph_service.intake.settling.evidence import RecordEvidence, Version
from graph_service.intake.settling.fold import fold
from graph_service.intake.settling.identity import join
from graph_service.intake.settling.versions import absorb
from graph_service.model.claims import Claims
from graph_service.model.load import load_model

MODEL = load_model()
IDS = Ids(b"a secret for tests only")
RECORDS = (
    "salesforce|Account|A",
    "salesforce|Account|B",
    "hubspot|company|1",
    "salesforce|Contact|c",
    "hubspot|contact|h",
)
EMAILS = ("email|maria@x.example", "email|omar@x.example")
DOMAINS = ("domain|x.example", "domain|y.example")


@st.composite
def sayings(draw: st.DrawFn) -> tuple[str, Version]:
    """One version of one of a few records, so that they collide often."""
    record = draw(st.sampled_from(RECORDS))
    day = draw(st.integers(1, 4))
    at = f"2026-01-0{day}T00:00:00.000000Z"
    is_account = "ccount" in record or "company" in record
    claims: dict[str, Any] = {
        "record": record,
        "noun": "Account" if is_account else "Contact",
        "state": draw(st.sampled_from(("live", "live", "live", "deleted"))),
        "created_at": f"2025-01-0{draw(st.integers(1, 3))}T00:00:00.000000Z",
    }
    if draw(st.booleans()):
        claims["fields"] = {"name": draw(st.sampled_from((None, "one", "two")))}
    if draw(st.booleans()):
        claims["keys"] = draw(st.lists(st.sampled_from(DOMAINS if is_account else EMAILS), max_size=2, unique=True))
    if is_account and draw(st.booleans()):
        above = draw(st.sampled_from((None, *RECORDS[:3])))
        claims["refs"] = [{"link": "PARENT_OF", "variant": "SELLING", "source": above, "target": "."}]
    if not is_account and draw(st.booleans()):
        claims["stops"] = [
            {
                "slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": draw(st.sampled_from((True, False, None))),
                "by_subject": draw(st.booleans()),
            }
        ]  # fmt: skip
    clock = draw(st.sampled_from(("source", "observed")))
    said: Claims = claims  # type: ignore[assignment]
    return record, Version(at, at, clock, content_hash([claims]), said)


def outcome(story: list[tuple[str, Version]]) -> bytes:
    """Everything settled from a story, as one value."""
    versions: dict[str, list[Version]] = {}
    for record, said in story:
        fresh = Version(said.at, said.last_seen, said.clock, said.hash, said.claims)
        absorb(versions.setdefault(record, []), fresh)
    views = {
        IDS.birth(record): fold(RecordEvidence(IDS.birth(record), record, known)) for record, known in versions.items()
    }
    identity = join(MODEL, views)
    ends: dict[str, str] = {view.key: identity.noun_of[rid] for rid, view in views.items()}
    resolve: Callable[[str, list[str]], str | None] = lambda ref, nouns: ends.get(ref)  # noqa: E731
    settled = settle(MODEL, views, identity, [], views, views, resolve, lambda key: "cpt_" + IDS.birth(key))
    return orjson.dumps(
        {
            "nodes": sorted((n.id, n.digest) for n in settled.nodes.values()),
            "links": sorted(str(link.identity) for link in settled.links),
            "stops": sorted((rid, view.stops) for rid, view in views.items()),
            "doubts": sorted((d.kind, d.subject, d.candidates) for d in settled.doubts),
        }
    )


@settings(deadline=None)
@given(st.lists(sayings(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(story: list[tuple[str, Version]], random: Any) -> None:
    expected = outcome(story)
    again = story + random.sample(story, random.randint(0, len(story)))
    random.shuffle(again)
    assert outcome(again) == expected


def test_content_seen_again_beats_an_older_observation_that_comes_late() -> None:
    def seen(name: str, day: int) -> tuple[str, Version]:
        claims: Claims = {"record": RECORDS[0], "noun": "Account", "state": "live", "fields": {"name": name}}
        at = f"2026-01-0{day}T00:00:00.000000Z"
        return RECORDS[0], Version(at, at, "observed", content_hash(name), claims)

    first, second, third = seen("one", 1), seen("two", 2), seen("one", 3)
    wanted = outcome([first, second, third])
    for order in ((third, second, first), (second, first, third), (second, third, first)):
        assert outcome(list(order)) == wanted
