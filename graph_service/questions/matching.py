"""resolve: which account or person do these signals mean - one, several, or none on record?

In: names, addresses, domains, external ids, as some list or form holds them. Out: :class:`Match`. Refuses: to match by
a name alone, or by a key that several share; a name may tell apart those who share a key. Signals that point to
different things are AMBIGUOUS; each signal says what it points to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from graph_service.errors import UsageError
from graph_service.model.types import domain as domain_type
from graph_service.questions.answer import (
    Answer,
    NodeSeen,
    RecordSeen,
    Status,
    Why,
    doc,
    node_seen,
    records_seen,
    shown,
)
from graph_service.questions.ask import PATIENCE, Ask
from graph_service.questions.question import Question
from graph_service.questions.reference import AccountRef, ExternalId, PersonRef, Ref
from graph_service.questions.resolve import Resolved, candidates_of, clean_key, resolve
from graph_service.questions.search import SearchNoun, find
from graph_service.questions.search_words import folded

MOST_SIGNALS = 50
_NAMESAKES = 20
_RECORDS = 20
_REFS: dict[str, type[AccountRef | PersonRef]] = {"Account": AccountRef, "Person": PersonRef}


class MatchOutcome(Enum):
    """What the signals come to."""

    MATCH = "One thing, and nothing speaks for another."
    AMBIGUOUS = "Several things fit, or only a name does; see candidates."
    NONE = "Nothing on record fits."


class MatchNoun(Enum):
    """What is looked for."""

    ACCOUNT = "A company"
    PERSON = "A person"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSignal:
    """One signal and what it points to."""

    kind: str = field(metadata=doc("NAME, EMAIL, DOMAIN or EXTERNAL_ID"))
    value: str = field(metadata=doc("As it was read"))
    identifies: bool = field(metadata=doc("True where it names one thing by itself"))
    points_to: list[NodeSeen] = field(metadata=doc("What it points to; several where it identifies none"))
    text: str = field(metadata=doc("What was found, in a sentence"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Answer):
    """What some signals mean."""

    outcome: MatchOutcome = field(metadata=doc("MATCH, AMBIGUOUS or NONE"))
    match: NodeSeen | None = field(default=None, metadata=doc("The one thing, on MATCH only"))
    noun: str = field(default="", metadata=doc("What was looked for: Account or Person"))
    signals: list[MatchSignal] = field(default_factory=list, metadata=doc("Each signal and what it points to"))
    records: list[RecordSeen] = field(default_factory=list, metadata=doc("Records of the match, with their age"))


async def resolve_signals(
    ask: Ask,
    names: list[str] | None = None,
    emails: list[str] | None = None,
    domains: list[str] | None = None,
    external_ids: list[ExternalId] | None = None,
    noun: MatchNoun | None = None,
) -> Match:
    """What these signals mean together.

    Args:
        ask: who answers.
        names: what it is called.
        emails: addresses; of an account, addresses of its people.
        domains: domains or web addresses.
        external_ids: ids that source systems gave it.
        noun: what is looked for; absent: a person where addresses and no domains are given, else an account.
    Raises:
        UsageError: there is no signal, there are more than 50, or one is malformed.
    """
    total = sum(len(one or ()) for one in (names, emails, domains, external_ids))
    if not 1 <= total <= MOST_SIGNALS:
        raise UsageError(f"{total} signals are given, 1 to {MOST_SIGNALS} can be", hint="names, emails, domains ...")
    wanted = noun or (MatchNoun.PERSON if emails and not domains else MatchNoun.ACCOUNT)
    label = wanted.name.capitalize()
    keys: list[tuple[str, Ref]] = [("EXTERNAL_ID", _REFS[label](external_id=one)) for one in external_ids or ()]
    keys += _key_refs(label, emails or [], domains or [])
    pointed = await asyncio.gather(
        *(_by_key(ask, kind, ref) for kind, ref in keys), *(_by_name(ask, label, name) for name in names or ())
    )
    outcome, rule, text, node, fitting = _decide(pointed)
    rows = [{"id": one.id, "name": one.name} for one in fitting]
    candidates = await candidates_of(ask, label, rows) if outcome is MatchOutcome.AMBIGUOUS else []
    status = {
        MatchOutcome.MATCH: Status.OK,
        MatchOutcome.AMBIGUOUS: Status.AMBIGUOUS,
        MatchOutcome.NONE: Status.NOT_FOUND,
    }[outcome]
    return Match(
        status=status,
        as_of=ask.now,
        model_version=ask.model.version,
        token=ask.token,
        candidates=candidates,
        why=[Why(rule=rule, text=text), *(Why(rule=f"SIGNAL_{one.kind}", text=one.text) for one in pointed)],
        outcome=outcome,
        match=node,
        noun=label,
        signals=list(pointed),
        records=await _records(ask, node) if node else [],
    )


async def _records(ask: Ask, node: NodeSeen) -> list[RecordSeen]:
    [row] = await ask.reader.run("lookup/records_of_node", timeout=PATIENCE, id=node.id, cap=_RECORDS)
    return records_seen(ask, row["records"])


def _key_refs(label: str, emails: Sequence[str], domains: Sequence[str]) -> list[tuple[str, Ref]]:
    """References by keys; an address says something of a company by its domain, a domain nothing of a person."""
    clean = [clean_key("email", one) for one in emails]
    named = [clean_key("domain", one) for one in domains]
    if label == "Person":
        return [("EMAIL", PersonRef(email=one)) for one in dict.fromkeys(clean)]
    own = [one for address in clean if (one := _registrable(address.rpartition("@")[2]))]
    return [("DOMAIN", AccountRef(domain=one)) for one in dict.fromkeys([*named, *own])]


def _registrable(host: str) -> str | None:
    try:
        return domain_type.clean(host)
    except ValueError:
        return None


async def _by_key(ask: Ask, kind: str, ref: Ref) -> MatchSignal:
    found: Resolved = await resolve(ask, ref)
    if found.node:
        text = f"{ref} is {shown(found.node)}."
    else:
        text = found.why[0].text if found.why else f"Nothing is known under {ref}."
    seen = [NodeSeen(noun=one.noun, id=one.id, name=one.name) for one in found.candidates]
    points_to = [found.node] if found.node else seen
    return MatchSignal(kind=kind, value=str(ref), identifies=found.node is not None, points_to=points_to, text=text)


async def _by_name(ask: Ask, label: str, name: str) -> MatchSignal:
    """Those who are called so, whatever the case and accents; a name alone identifies nobody."""
    rows = await find(ask, name, [SearchNoun[label]], _NAMESAKES)
    same = [node_seen(row["node"], label) for row in rows if _same(row["node"]["name"], name)]
    called = "One on record is" if len(same) == 1 else f"{len(same)} on record are"
    text = f"{called} called {name!r}; a name alone identifies none."
    return MatchSignal(kind="NAME", value=name, identifies=False, points_to=same, text=text)


def _same(one: str | None, other: str) -> bool:
    return one is not None and "".join(filter(str.isalnum, folded(one))) == "".join(filter(str.isalnum, folded(other)))


def _decide(signals: Sequence[MatchSignal]) -> tuple[MatchOutcome, str, str, NodeSeen | None, list[NodeSeen]]:
    """MatchOutcome, rule, sentence, the match, and what fits where there is none."""
    everything = {node.id: node for signal in signals for node in signal.points_to}
    sure = {node.id: node for signal in signals if signal.identifies for node in signal.points_to}
    if len(sure) == 1:
        [node] = sure.values()
        against = [one for one in signals if one.points_to and node.id not in {other.id for other in one.points_to}]
        note = f" Called otherwise: {', '.join(one.value for one in against)}." if against else ""
        return MatchOutcome.MATCH, "KEY_MATCH", f"Every key on record points to {shown(node)}.{note}", node, []
    if sure:
        text = f"The keys point to {len(sure)} different things; nothing decides between them."
        return MatchOutcome.AMBIGUOUS, "KEYS_DISAGREE", text, None, list(sure.values())
    if not everything:
        return MatchOutcome.NONE, "NOT_FOUND", "None of the signals is on record.", None, []
    shared = [{node.id for node in one.points_to} for one in signals if one.kind != "NAME" and one.points_to]
    called = {node.id for one in signals if one.kind == "NAME" for node in one.points_to}
    both = set.intersection(*shared, called) if shared and called else set()
    if len(both) == 1:
        node = everything[next(iter(both))]
        text = f"Several share the key, and only {shown(node)} of them is called so."
        return MatchOutcome.MATCH, "NAME_WITHIN_KEY", text, node, []
    fitting = [everything[id_] for id_ in sorted(both or set().union(*shared) or called)]
    rule, text = "KEY_IDENTIFIES_NONE", "The key is held by several, or may not identify; nothing was picked."
    if not shared:
        rule, text = "NAME_ONLY", "Only a name fits, and nobody is matched by a name alone; add a domain or an address."
    return MatchOutcome.AMBIGUOUS, rule, text, None, fitting


RESOLVE = Question(
    name="resolve",
    doc="Which account or person these signals mean: a match, several, or none.",
    function=resolve_signals,
    docs={
        "names": "What it is called; never enough alone",
        "emails": "E-mail addresses; of an account, addresses of its people",
        "domains": "Domains or web addresses of a company",
        "external_ids": "Ids that source systems gave it, as system:Object:id",
        "noun": "ACCOUNT or PERSON; absent: a person where addresses and no domains are given, else an account",
    },
)
