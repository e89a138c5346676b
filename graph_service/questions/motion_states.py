"""The states of an account that stop or colour messages to its people, as the suppression policy reads them.

In: an account. Out: :class:`MotionState` per state, and the facts behind them. Refuses: to judge on its own: the rules
are those that decide whether somebody may be contacted, so both questions tell the same story.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from graph_service.model.suppression_policy import SuppressionPolicy
from graph_service.questions.answer import NodeSeen, doc
from graph_service.questions.ask import PATIENCE, Ask, Reads, instant
from graph_service.questions.suppression_accounts import read_accounts
from graph_service.questions.suppression_answer import Purpose
from graph_service.questions.suppression_motion import MotionRules
from graph_service.questions.suppression_shapes import AccountFacts
from graph_service.questions.suppression_stops import Message, StopRules

_CHANNEL = "EMAIL"


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionState:
    """One state of the account."""

    code: str = field(metadata=doc("Row of the suppression policy, e.g. CUSTOMER or OPEN_NEW_BUSINESS"))
    text: str = field(metadata=doc("The state in words"))
    about: NodeSeen | None = field(metadata=doc("The account, opportunity or ticket it comes from"))
    stops: list[str] = field(metadata=doc("Purposes of e-mail that it stops"))
    advises: list[str] = field(metadata=doc("Purposes for which it is only said"))


@dataclass(frozen=True, slots=True)
class AccountStates:
    """An account's states, and what was read.

    Attributes:
        customer: why it is a customer now, in words; None where nothing says so.
        unknown: what would have to be known for certainty.
    """

    facts: AccountFacts
    states: list[MotionState]
    customer: str | None
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class _Patient:
    """A reader for who can wait: the rules' own deadline is that of a decision before a message is sent."""

    reader: Reads

    async def run(self, name: str, /, *, timeout: float = PATIENCE, **parameters: Any) -> list[dict[str, Any]]:
        return await self.reader.run(name, timeout=max(timeout, PATIENCE), **parameters)

    async def run_text(self, text: str, name: str, timeout: float, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        return await self.reader.run_text(text, name, max(timeout, PATIENCE), parameters)

    def after(self, token: str) -> Reads:
        return _Patient(self.reader.after(token))


async def account_states(ask: Ask, account: str) -> AccountStates | None:
    """The states of an account; None where it is no node any more.

    Args:
        ask: who answers.
        account: our id.
    """
    policy: SuppressionPolicy = ask.model.policies["suppression"]
    companies: dict[str, AccountFacts] = {}
    patient = replace(ask, reader=_Patient(ask.reader))
    await read_accounts(patient, policy, [account], companies, families=True)
    if account not in companies:
        return None
    now = instant(ask.now)
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    unknown: list[str] = []
    rules: MotionRules | None = None
    for purpose in Purpose:
        message = Message(channel=_CHANNEL, purpose=purpose.name, at=now, now=now)
        rules = MotionRules(StopRules(policy, message), companies)
        outcome = rules.of_account(account)
        unknown += [one.settle for one in outcome.missing]
        for effect, entries in (("stops", outcome.reasons), ("advises", outcome.advisories)):
            for one in entries:
                code = one.code if effect == "stops" else one.because  # type: ignore[union-attr]
                key = (code, one.about.id if one.about else None)
                entry = found.setdefault(key, {"text": one.text, "about": one.about})
                entry.setdefault(effect, []).append(purpose.name)
    assert rules is not None
    customer = rules.customer_since(companies[account])
    states = [
        MotionState(
            code=code, text=one["text"], about=one["about"], stops=one.get("stops", []), advises=one.get("advises", [])
        )
        for (code, _), one in found.items()
    ]
    return AccountStates(companies[account], states, customer[2] if customer else None, list(dict.fromkeys(unknown)))
