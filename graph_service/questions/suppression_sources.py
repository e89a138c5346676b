"""What the sources that must be there lack (POLICIES 1.2.3c). Pure.

In: the state of every system ever loaded, policy, channel, purpose. Out: what is missing, the same for everybody.
Refuses: to take a system on trust: one whose state cannot be read, whose stop columns are missing or which is older
than its limit proves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from graph_service.model.suppression_policy import CONNECTED, SuppressionPolicy
from graph_service.questions.suppression_answer import Missing
from graph_service.questions.suppression_shapes import SourceFacts, stored_time
from graph_service.questions.suppression_stops import shifted


def lacking_sources(
    policy: SuppressionPolicy, channel: str, purpose: str, now: datetime, sources: Sequence[SourceFacts]
) -> list[Missing]:
    """What keeps anybody from being CLEAR on this channel for this purpose.

    Args:
        policy: its ``sources`` section.
        now: time of asking; a run later than that counts as fresh.
        sources: every ``SourceStatus``.
    """
    instant = stored_time(now.isoformat()) or ""
    known = {source.system: source for source in sources}
    missing: list[Missing] = []
    required = policy.sources.required[channel]
    if required == CONNECTED:
        missing += [
            Missing(
                code="SOURCE_STATE_UNREADABLE", settle=f"a complete run of {source.system}: its state cannot be read"
            )
            for source in sources
            if source.objects is None
        ]
        needed = [source.system for source in sources if source.objects is not None and _carrying(source, channel)]
        if not needed:
            settle = f"a loaded source that carries stops for {channel}"
            missing.append(Missing(code="NO_SUPPRESSION_SOURCE", settle=settle))
    else:
        needed = list(required)
    for system in needed:
        missing += _of_channel(policy, channel, instant, system, known.get(system))
    if any(policy.motion_effect(code, channel, purpose) == "S" for code in policy.motions):
        missing += _of_motion(policy, instant, known)
    return missing


def _carrying(source: SourceFacts, channel: str) -> dict[str, dict[str, Any]]:
    """Object -> its entry, for objects with stop columns of the channel; an entry of another form counts as one."""
    found: dict[str, dict[str, Any]] = {}
    for name, entry in (source.objects or {}).items():
        if not isinstance(entry, dict):
            found[name] = {}
            continue
        channels = entry.get("channels")
        if not isinstance(channels, dict) or channel in channels:
            found[name] = entry
    return found


def _of_channel(
    policy: SuppressionPolicy, channel: str, now: str, system: str, source: SourceFacts | None
) -> list[Missing]:
    if source is None:
        return [Missing(code="SOURCE_NOT_CONNECTED", settle=f"load {system}, which {channel} requires")]
    carrying = _carrying(source, channel)
    if source.objects is None or not carrying:
        return [Missing(code="SOURCE_INCOMPLETE", settle=f"a run of {system} with its stop columns for {channel}")]
    missing = []
    for name, entry in sorted(carrying.items()):
        channels = entry.get("channels")
        state = channels.get(channel) if isinstance(channels, dict) else None
        if not _complete(state, channel, carrying):
            columns = state.get("missing") if isinstance(state, dict) else None
            named = ", ".join(str(one) for one in columns) if isinstance(columns, list) else "its stop columns"
            settle = f"{system} {name} with the column {named or 'of its stops'} filled"
            missing.append(Missing(code="SOURCE_INCOMPLETE", settle=settle))
        hours = policy.sources.limits_hours.get(str(entry.get("limit")), policy.sources.limits_hours["OPT_OUT"])
        if _older(entry.get("last_at"), now, hours):
            settle = f"a run of {system} {name} within {hours} hours; the last was {entry.get('last_at') or 'never'}"
            missing.append(Missing(code="SOURCE_STALE", settle=settle))
    return missing


def _complete(state: Any, channel: str, carrying: dict[str, dict[str, Any]]) -> bool:
    """Whether an object tells all stops of a channel, by its own columns or by the other objects that tell them."""
    if not isinstance(state, dict):
        return False
    if state.get("complete") is True:
        return True
    others = state.get("by")
    if not isinstance(others, list) or not others:
        return False
    told = [(carrying.get(str(one)) or {}).get("channels") for one in others]
    return all(isinstance(one, dict) and (one.get(channel) or {}).get("complete") is True for one in told)


def _of_motion(policy: SuppressionPolicy, now: str, known: dict[str, SourceFacts]) -> list[Missing]:
    loaded = [known[system] for system in policy.sources.motion if system in known]
    if not loaded:
        settle = "a loaded source of customers and opportunities: " + ", ".join(policy.sources.motion)
        return [Missing(code="NO_MOTION_SOURCE", settle=settle)]
    hours = policy.sources.limits_hours["MOTION"]
    return [
        Missing(
            code="SOURCE_STALE",
            settle=f"a run of {one.system} within {hours} hours; the last was {one.last_run_at or 'never'}",
        )
        for one in loaded
        if _older(one.last_run_at, now, hours)
    ]


def _older(when: Any, now: str, hours: int) -> bool:
    at = stored_time(when) if isinstance(when, str) else None
    return at is None or at < shifted(now, hours=-hours)
