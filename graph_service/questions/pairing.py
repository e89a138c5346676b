"""How alike two companies or two people are, and which are worth comparing at all. Pure.

In: :class:`Likeness` of each thing. Out: scored pairs, each with what agrees and what differs. Refuses: to compare
everything with everything: only things that share a block are, and a block that many share is split or passed over.

A score is the weighted mean of what both sides are known to have, with half a doubt added for what is not known: a
name alone, however equal, is never certain. It ranks suggestions; nothing is joined by it.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz import fuzz, utils

MOST_IN_BLOCK = 200
"""A word that more things share says nothing; together with another word or the country it may."""
MOST_COMPARED = 1_000_000
AGREES = 0.9
"""From here on a feature speaks for the pair; below one half it speaks against it."""
DIFFERS = 0.5
_DOUBT = 1.0
_WEIGHTS = {"name": 6.0, "domain": 3.0, "address": 3.0, "phone": 3.0, "employer": 2.0, "country": 1.0}
_FORM_WORDS = """
inc incorporated corp corporation co company llc llp lp ltd limited plc gmbh ag se kg ohg ug mbh bv nv sa sas sarl srl
spa sl ab as oy oyj aps kk pty pte sdn bhd group holding holdings the and
"""
_FORMS = frozenset(_FORM_WORDS.split())
"""Words of legal forms, and those that say as little."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What of a thing is compared.

    Attributes:
        id: our id.
        name: what it is called.
        words: its name in plain words, legal forms left out.
        domains, emails, phones, employers: its own.
        country: ISO code.
        family: ids of its parents and children, which are other things by definition.
    """

    id: str
    name: str
    words: tuple[str, ...]
    country: str | None = None
    domains: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing compared: both sides, and how alike they are, 0 to 1."""

    what: str
    left: str
    right: str
    alike: float


@dataclass(frozen=True, slots=True)
class Scored:
    """Two things that may be one."""

    left: str
    right: str
    score: float
    features: tuple[Feature, ...] = field(default=())


@dataclass(slots=True)
class Found:
    """The outcome.

    Attributes:
        pairs: the likeliest first.
        compared: how many pairs were.
        passed_over: blocks that too many things share.
        cut: True where the cap ended the comparing.
    """

    pairs: list[Scored] = field(default_factory=list)
    compared: int = 0
    passed_over: int = 0
    cut: bool = False


def plain_words(name: str) -> tuple[str, ...]:
    """A name in lower-case words of letters and digits, accents off, legal forms left out where more is left."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    kept = "".join(char for char in text if not unicodedata.combining(char))
    words = tuple(utils.default_process(kept).replace("_", " ").split())
    return tuple(word for word in words if word not in _FORMS) or words


def likely_pairs(things: Iterable[Likeness], least: float) -> Found:
    """Pairs of at least a score, the likeliest first.

    Args:
        things: what to compare.
        least: the least score of a pair.
    """
    by_id = {one.id: one for one in things}
    found = Found()
    done: set[tuple[str, str]] = set()
    for members in _blocks(by_id, found):
        for pair in combinations(members, 2):
            if pair in done:
                continue
            if found.compared >= MOST_COMPARED:
                found.cut = True
                break
            done.add(pair)
            found.compared += 1
            left, right = by_id[pair[0]], by_id[pair[1]]
            if left.id not in right.family and right.id not in left.family and (scored := score(left, right, least)):
                found.pairs.append(scored)
    found.pairs.sort(key=lambda one: (-one.score, one.left, one.right))
    return found


def _blocks(things: Mapping[str, Likeness], found: Found) -> Iterator[list[str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for id_, one in things.items():
        for key in _keys(one):
            blocks[key].append(id_)
    for key in sorted(blocks):
        members = sorted(blocks[key])
        if len(members) > MOST_IN_BLOCK:
            # a word alone is not counted as lost: its combinations are blocks of their own
            found.passed_over += key[0] != "w"
        elif len(members) > 1:
            yield members


def _keys(one: Likeness) -> set[str]:
    """Its blocks: words, pairs of them, words with the country, how it starts, domain labels, addresses, numbers."""
    keys = {f"w {word}" for word in one.words if len(word) > 2}
    keys |= {f"c {word} {one.country}" for word in one.words if one.country}
    keys |= {"p " + " ".join(sorted(pair)) for pair in combinations(set(one.words), 2)}
    if whole := "".join(one.words):
        keys.add(f"s {whole[:5]}")
    keys |= {f"l {_label(domain)}" for domain in one.domains}
    keys |= {f"a {email.partition('@')[0]}" for email in one.emails}
    return keys | {f"n {phone[-8:]}" for phone in one.phones}


def score(left: Likeness, right: Likeness, least: float = 0.0) -> Scored | None:
    """How alike two things are; None where it is less than ``least``, or where neither has a name.

    Args:
        left, right: the things.
        least: the least score.
    """
    if not left.words or not right.words:
        return None
    name = _names(left.words, right.words)
    rest = sum(weight for what, weight in _WEIGHTS.items() if what != "name")
    if (_WEIGHTS["name"] * name + rest + 0.5 * _DOUBT) / (_WEIGHTS["name"] + rest + _DOUBT) < least:
        return None
    features = features_of(left, right)
    known = sum(_WEIGHTS[one.what] for one in features)
    total = (sum(_WEIGHTS[one.what] * one.alike for one in features) + 0.5 * _DOUBT) / (known + _DOUBT)
    return Scored(left.id, right.id, round(total, 4), features) if total >= least else None


def features_of(left: Likeness, right: Likeness) -> tuple[Feature, ...]:
    """What both sides are known to have, each compared; both have a name."""
    return (Feature("name", left.name, right.name, _names(left.words, right.words)), *_features(left, right))


def _names(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    # words in another order, and words written together, are one name; one word more is another one
    apart = fuzz.token_sort_ratio(" ".join(left), " ".join(right))
    return max(apart, fuzz.ratio("".join(left), "".join(right))) / 100


def _features(left: Likeness, right: Likeness) -> Iterator[Feature]:
    if left.domains and right.domains:
        yield _best("domain", left.domains, right.domains, lambda a, b: fuzz.ratio(_label(a), _label(b)) / 100)
    if left.emails and right.emails:
        yield _best("address", left.emails, right.emails, _addresses)
    for what, mine, theirs in (
        ("phone", left.phones, right.phones),
        ("employer", left.employers, right.employers),
    ):
        if mine and theirs:
            both = sorted(mine & theirs)
            yield Feature(what, (both or sorted(mine))[0], (both or sorted(theirs))[0], 1.0 if both else 0.0)
    if left.country and right.country:
        yield Feature("country", left.country, right.country, float(left.country == right.country))


def _best(what: str, left: Iterable[str], right: Iterable[str], alike: Callable[[str, str], float]) -> Feature:
    best = max(((alike(a, b), a, b) for a in left for b in right), key=lambda one: (one[0], one[1], one[2]))
    return Feature(what, best[1], best[2], round(best[0], 4))


def _addresses(left: str, right: str) -> float:
    (mine, _, _), (theirs, _, _) = left.partition("@"), right.partition("@")
    return float(fuzz.ratio(mine, theirs)) / 100


def _label(domain: str) -> str:
    return domain.partition(".")[0]
