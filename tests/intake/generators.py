"""Stories for the properties of settle: a few records that collide in every way sources know.

In: hypothesis. Out: sayings (a record's versions with their times), and arrivals of one story: in another order,
repeated, split into chunks. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from hypothesis import strategies as st

from graph_service.graph.ids import Ids
from graph_service.intake.hashing import content_hash
from graph_service.intake.new_evidence import Prepared
from graph_service.model.claims import Claims, RefClaim

Chosen = tuple[str, ...]
Option = TypeVar("Option")

IDS = Ids(b"a secret for tests only")

ACCOUNTS = tuple(f"salesforce|Account|{name}" for name in "ABC")
COMPANIES = ("hubspot|company|1", "hubspot|company|2")
UNSEEN_ACCOUNT = "salesforce|Account|never"
USERS = ("salesforce|User|U", "salesforce|User|V", "hubspot|owner|1")
CONTACTS = ("salesforce|Contact|1", "salesforce|Contact|2", "hubspot|contact|1", "hubspot|contact|2")
LEADS = ("salesforce|Lead|1",)
DEALS = ("salesforce|Opportunity|1",)
RELATIONS = ("salesforce|OpportunityContactRole|1", "hubspot|contacts_companies|1")
EVENTS = ("hubspot|email_event|1",)
DOMAINS = ("domain|x.example", "domain|y.example", "domain|gmail.com")
EMAILS = ("email|maria@x.example", "email|omar@x.example", "email|info@x.example")
WORK_EMAILS = ("email|ana@own.example", "email|ben@own.example")
NOUNS = {
    **dict.fromkeys((*ACCOUNTS, *COMPANIES), "Account"),
    **dict.fromkeys(USERS, "User"),
    **dict.fromkeys(CONTACTS, "Contact"),
    **dict.fromkeys(LEADS, "Lead"),
    **dict.fromkeys(DEALS, "Opportunity"),
    **dict.fromkeys((*RELATIONS, *EVENTS), None),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saying:
    """What a source said of one record once."""

    record: str
    at: str
    clock: str
    claims: Claims

    def prepared(self, line: int) -> Prepared:
        """The form in which intake stores it."""
        hash_ = content_hash([self.claims])
        return Prepared(IDS.birth(self.record), self.at, self.clock, hash_, "{}", self.claims, line)


def day(number: int) -> str:
    """An instant of the story."""
    return f"2026-01-{number:02d}T00:00:00.000000Z"


class Dice:
    """Choices out of one drawn number: a draw each would take ten times as long as settling."""

    def __init__(self, number: int) -> None:
        self._left = number

    def number(self, sides: int) -> int:
        """One of 0 to ``sides - 1``."""
        self._left, found = divmod(self._left, sides)
        return found

    def pick(self, options: Sequence[Option]) -> Option:
        """One of several."""
        return options[self.number(len(options))]

    def some(self, options: Sequence[Option], most: int) -> list[Option]:
        """None to ``most`` of them, each once."""
        return list(dict.fromkeys(self.pick(options) for _ in range(self.number(most + 1))))

    def maybe(self, odds: int = 2) -> bool:
        """True once in so many times."""
        return self.number(odds) == odds - 1


def _end(dice: Dice, chosen: Chosen, nouns: tuple[str, ...], *others: str | None) -> str | None:
    """An end of a link: mostly one that is in the story."""
    there = [record for record in chosen if NOUNS[record] in nouns]
    return dice.pick([*there, *there, *there, *others])


def _times(dice: Dice, ref: RefClaim) -> RefClaim:
    if dice.maybe(5):
        ref["since"] = day(1 + dice.number(4))
    if dice.maybe(6):
        ref["until"] = day(2 + dice.number(4))
    return ref


def _account(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    if dice.maybe():
        values = {"name": dice.pick((None, "one", "two")), "industry": dice.pick((None, "rail"))}
        claims["fields"] = {name: values[name] for name in dice.some(tuple(values), 2)}
    if not dice.maybe(3):
        claims["keys"] = dice.some(DOMAINS, 2)
    refs: list[RefClaim] = []
    if dice.maybe():
        above = _end(dice, chosen, ("Account",), None, ".", UNSEEN_ACCOUNT, "key|Account|domain|y.example")
        refs.append(_times(dice, {"link": "PARENT_OF", "variant": "SELLING", "source": above, "target": "."}))
    if dice.maybe():
        owner = _end(dice, chosen, ("User",), None, USERS[0], "key|User|email|ana@own.example")
        refs.append(_times(dice, {"link": "OWNS", "variant": "ACCOUNT_EXECUTIVE", "source": owner, "target": "."}))
    if dice.maybe(3):
        owner = _end(dice, chosen, ("User",), None, USERS[0])
        refs.append({"link": "OWNS", "variant": "CSM", "source": owner, "target": "."})
    if refs:
        claims["refs"] = refs
    if dice.maybe(3):
        # a row that has the columns of some owners only; an owner's blank one may name nobody
        told = {ref["variant"] for ref in refs if ref["link"] == "OWNS"} | set(dice.some(("MEMBER", "CSM"), 2))
        if told:
            claims["link_places"] = [f"OWNS|{variant}" for variant in sorted(told)]
    if dice.maybe(4):
        claims["same_as"] = [dice.pick(COMPANIES if record in ACCOUNTS else ACCOUNTS)]
    if dice.maybe(3):
        claims["replaces"] = ["same_as", "absorbed"]
    _merges(dice, record, ACCOUNTS if record in ACCOUNTS else COMPANIES, claims)


def _merges(dice: Dice, record: str, kin: tuple[str, ...], claims: dict[str, Any]) -> None:
    others = [one for one in kin if one != record]
    if not others or not dice.maybe(6):
        return
    if record.startswith("salesforce"):
        claims["state"] = "merged"
        claims["merged_into"] = dice.pick(others)
    else:
        claims["absorbed"] = dice.some(others, 1)


def _user(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    claims["fields"] = {"name": record[-1], "active": dice.pick((False, True))}
    if dice.maybe():
        claims["keys"] = dice.some(WORK_EMAILS, 1)


def _person(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    if dice.maybe():
        claims["fields"] = {"name": dice.pick((None, "Maria", "Omar"))}
    if not dice.maybe(3):
        keys = dice.some(EMAILS, 2)
        claims["keys"] = keys
        claims["points"] = [
            {"kind": "email", "value": key.partition("|")[2], "primary": place == 0} for place, key in enumerate(keys)
        ]
    if dice.maybe():
        employer = _end(
            dice, chosen, ("Account",), UNSEEN_ACCOUNT, "key|Account|domain|x.example", "key|Account|domain|gmail.com"
        )
        claims["refs"] = [_times(dice, {"link": "WORKS_AT", "variant": "", "source": ".", "target": employer})]
    if dice.maybe(3):
        claims["stops"] = [_stop(dice)]
    if dice.maybe(4):
        point = dice.pick(EMAILS)
        claims["permissions"] = [
            {"slot": "opt", "ground": "OPT_IN", "channel": "EMAIL", "point": point, "active": dice.pick((False, True)), "by_subject": True}
        ]  # fmt: skip
    if "Contact" in record or "contact" in record:
        _merges(dice, record, CONTACTS[:2] if record in CONTACTS[:2] else CONTACTS[2:], claims)


def _stop(dice: Dice) -> Any:
    active = dice.pick((True, False, None))
    stop: dict[str, Any] = {"slot": "optout", "code": "UNSUBSCRIBED_ALL_EMAIL", "active": active}
    if dice.maybe():
        stop["by_subject"] = dice.pick((False, True))
    if dice.maybe(3):
        stop["since"] = day(1 + dice.number(4))
    return stop


def _deal(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    claims["fields"] = {"stage": dice.pick(("open", "won"))}
    if dice.maybe():
        end = _end(dice, chosen, ("Account",), None, UNSEEN_ACCOUNT)
        claims["refs"] = [{"link": "FOR_ACCOUNT", "variant": "", "source": ".", "target": end}]


def _relation(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    if claims["state"] != "live" or dice.maybe(4):
        return
    ref: RefClaim
    if record == RELATIONS[0]:
        role = dice.pick(("CHAMPION", "EVALUATOR"))
        ref = {"link": "HAS_ROLE", "variant": role, "source": CONTACTS[0], "target": DEALS[0]}
        if dice.maybe():
            ref["props"] = {"primary": dice.pick((False, True))}
    else:
        ref = {"link": "WORKS_AT", "variant": "", "source": dice.pick(CONTACTS[2:]), "target": COMPANIES[0]}
    claims["refs"] = [_times(dice, ref)]


def _event(dice: Dice, chosen: Chosen, record: str, claims: dict[str, Any]) -> None:
    claims["keys"] = [dice.pick(EMAILS)]
    claims["stops"] = [_stop(dice)]


_OF = {"Account": _account, "User": _user, "Contact": _person, "Lead": _person, "Opportunity": _deal}


def saying(dice: Dice, chosen: Chosen) -> Saying:
    """One version of one of a few records, so that they collide often."""
    record = dice.pick(chosen)
    noun = NOUNS[record]
    claims: dict[str, Any] = {
        "record": record, "noun": noun, "state": dice.pick(("live",) * 7 + ("archived", "deleted")),
    }  # fmt: skip
    if noun is not None and dice.maybe():
        claims["created_at"] = f"2025-01-0{1 + dice.number(3)}T00:00:00.000000Z"
    make = _OF[noun] if noun is not None else _relation if record in RELATIONS else _event
    make(dice, chosen, record, claims)
    if noun in ("Contact", "Lead") and dice.maybe(8):
        # a row that only speaks of the record: it neither makes nor revives it
        claims = {name: claims[name] for name in ("record", "keys", "stops") if name in claims}
        claims |= {"noun": None, "state": "unseen"}
    clock = dice.pick(("source", "source", "observed", "synced"))
    said: Claims = claims  # type: ignore[assignment]
    return Saying(record, day(1 + dice.number(4)), clock, said)


@st.composite
def arrivals(draw: st.DrawFn, story: list[Saying]) -> list[list[Saying]]:
    """The same story in another order, some of it twice, in chunks."""
    order = draw(st.permutations(story))
    order += draw(st.lists(st.sampled_from(story), max_size=3))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(order) - 1)), max_size=3)))
    return [part for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True) if (part := order[start:end])]


THEMES: tuple[Chosen, ...] = (
    # trees, keys, merges and cross-references of companies
    (*ACCOUNTS, COMPANIES[0]),
    (*ACCOUNTS[:2], *COMPANIES),
    # owners, by record and by key
    (ACCOUNTS[0], COMPANIES[0], *USERS),
    # people: facets, merges, addresses, stops
    (*CONTACTS[:2], CONTACTS[2], *LEADS),
    (CONTACTS[0], *CONTACTS[2:], *EVENTS),
    # employers, roles and deals, also through records that are nothing but a link
    (ACCOUNTS[0], COMPANIES[0], CONTACTS[0], CONTACTS[2]),
    (ACCOUNTS[0], *CONTACTS[:2], *DEALS, RELATIONS[0]),
    (*COMPANIES, *CONTACTS[2:], RELATIONS[1]),
    tuple(NOUNS),
)


@st.composite
def stories(draw: st.DrawFn, most: int = 12) -> tuple[list[Saying], list[list[Saying]]]:
    """A story and one of its arrivals."""
    chosen = draw(st.sampled_from(THEMES))
    # bytes and not integers: those come out small, so that the dice would fall the same way too often
    throws = draw(st.lists(st.binary(min_size=12, max_size=12), min_size=5, max_size=most))
    story = [saying(Dice(int.from_bytes(throw)), chosen) for throw in throws]
    return story, draw(arrivals(story))
