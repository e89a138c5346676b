"""Which recorded stops bind one message, and which permissions hold for it.

In: stop and permission facts, the policy, the message. Out: an effect per stop; permissions alive.
Refuses: to lift anything on a guess: only a later, explicit act of the subject for the same address, channel and topic
lifts, and only a stop whose own time is known or that was turned off meanwhile (POLICIES 1.1, 1.7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph_service.model.suppression_policy import TOPIC, SuppressionPolicy
from graph_service.questions.suppression_shapes import PermissionFact, PointFacts, StopFact, stored_time

BIND, UNSURE, ADVISE = "BIND", "UNSURE", "ADVISE"


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent, and when.

    Attributes:
        topic, brand: the declared name; None where none is named, or a name the policy does not know.
        topic_written, brand_written: as the caller wrote them.
        at: time of sending; now: time of asking; both stored instant text.
    """

    channel: str
    purpose: str
    at: str
    now: str
    topic: str | None = None
    topic_written: str | None = None
    brand: str | None = None
    brand_written: str | None = None

    @property
    def latest(self) -> str:
        """A stop known now binds also a message that was sent earlier."""
        return max(self.at, self.now)


def shifted(when: str, **delta: float) -> str:
    """A stored instant some time later or earlier."""
    moved = datetime.fromisoformat(when) + timedelta(**delta)
    return stored_time(moved.isoformat()) or when


def months_before(when: str, months: int) -> str:
    """The same instant some months earlier; days that a month lacks fall on its 28th."""
    year, month, day = int(when[:4]), int(when[5:7]), int(when[8:10])
    total = year * 12 + month - 1 - months
    return f"{total // 12:04d}-{total % 12 + 1:02d}-{min(day, 28):02d}{when[10:]}"


class StopRules:
    """Judges recorded stops of one policy against one message.

    Args:
        policy: the policy.
        message: what is to be sent.
    """

    def __init__(self, policy: SuppressionPolicy, message: Message) -> None:
        self.policy = policy
        self.message = message
        self._covering: dict[tuple[object, ...], str | None] = {}
        self._alive: dict[int, bool] = {}

    def covering(self, stop: StopFact) -> str | None:
        """BIND, UNSURE, ADVISE or None: what the stop says to channel, purpose, topic and brand, at any time."""
        key = (stop.code, stop.channels, stop.purposes, stop.topic, stop.brand, stop.system)
        if key not in self._covering:
            self._covering[key] = self._cover(stop)
        return self._covering[key]

    def _cover(self, stop: StopFact) -> str | None:
        policy, message = self.policy, self.message
        if not self._on_channel(stop) or not self._on_brand(stop):
            return None
        row, motion = policy.stops.get(stop.code), policy.motions.get(stop.code)
        if motion is not None:
            effect = policy.motion_effect(stop.code, message.channel, message.purpose)
            return {"S": BIND, "a": ADVISE}.get(effect or "")
        purposes = self._purposes(stop)
        if stop.topic is not None:
            topic = policy.topic_of(stop.topic, stop.system)
            if message.topic is not None and topic is not None and topic != message.topic:
                return None
            named = topic is not None and topic == message.topic
            named = named or (message.topic_written or "").lower() in (
                stop.topic.lower(),
                f"{stop.system}:{stop.topic}".lower(),
            )
            if named:
                purposes = purposes | policy.all_marketing
        if message.purpose in purposes:
            return UNSURE if row is not None and row.effect == "UNKNOWN" else BIND
        return ADVISE if row is not None and message.purpose in row.advise else None

    def _on_channel(self, stop: StopFact) -> bool:
        policy, message = self.policy, self.message
        if stop.channels is not None:
            strange = [word for word in stop.channels if word not in policy.channels]
            # a channel nobody knows may be this one, except those declared as unused
            return message.channel in stop.channels or any(word not in policy.unused_channels for word in strange)
        row = policy.stops.get(stop.code)
        if row is not None and row.channels == TOPIC:
            topic = policy.topic_of(stop.topic, stop.system) if stop.topic else None
            return topic is None or policy.topics[topic].channel == message.channel
        return row is None or message.channel in policy.stop_channels[stop.code]

    def _on_brand(self, stop: StopFact) -> bool:
        if stop.brand is None or self.message.brand is None or self.policy.is_whole_company(stop.brand, stop.system):
            return True
        brand = self.policy.brand_of(stop.brand, stop.system)
        return brand is None or brand == self.message.brand

    def _purposes(self, stop: StopFact) -> frozenset[str]:
        policy = self.policy
        row = policy.stops.get(stop.code)
        if stop.purposes is not None:
            given = policy.expand(stop.purposes)
            known = frozenset(policy.purposes)
            # a purpose nobody knows may be this one
            return given if given <= known else known
        if row is None:
            return frozenset(policy.purposes)
        if TOPIC in row.purposes:
            topic = policy.topic_of(stop.topic, stop.system) if stop.topic else None
            own = frozenset(policy.topics[topic].purposes) if topic else policy.all_marketing
            return own | policy.stop_purposes[stop.code]
        return policy.stop_purposes[stop.code]

    def ends(self, stop: StopFact) -> str | None:
        """When the stop ends by itself; None: not known, so not."""
        row, motion = self.policy.stops.get(stop.code), self.policy.motions.get(stop.code)
        end = stop.until
        if end is None and row is not None and row.lasts_days and stop.since is not None:
            end = shifted(stop.since, days=row.lasts_days)
        if end is not None and motion is not None and motion.lingers_days:
            end = shifted(end, days=motion.lingers_days)
        return end

    def in_time(self, stop: StopFact) -> bool:
        """Whether it stands when the message is sent."""
        if not stop.standing and stop.until is None:
            return False
        row = self.policy.stops.get(stop.code)
        if stop.retracted and row is not None and row.ends_with_flag:
            return False
        if stop.since is not None and stop.since > self.message.latest:
            return False
        end = self.ends(stop)
        return end is None or end > self.message.at

    def on_point(self, stop: StopFact, point: str | None) -> bool:
        """Whether it reaches this contact point; a point stop that names none reaches all of them."""
        if stop.only_point is not None and stop.only_point != point:
            return False
        row = self.policy.stops.get(stop.code)
        if row is None or stop.point is None or row.scope != "POINT":
            return True
        return stop.point == point

    def alive(self, permission: PermissionFact, stops: Sequence[StopFact], others: Iterable[PermissionFact]) -> bool:
        """Whether a permission still holds when the message is sent: begun, not ended, not overtaken by a stop."""
        message = self.message
        if not permission.active or permission.since is None or permission.since > message.at:
            return False
        if permission.until is not None and permission.until <= message.at:
            return False
        for other in others:
            if not other.active and other.channel == permission.channel and other.topic in (None, permission.topic):
                # a withdrawal ends what it names, and at equal times it wins
                same_point = other.point is None or other.point == permission.point
                if same_point and (other.since is None or other.since >= permission.since):
                    return False
        return not any(self._overtakes(stop, permission) for stop in stops)

    def _overtakes(self, stop: StopFact, permission: PermissionFact) -> bool:
        row = self.policy.stops.get(stop.code)
        if stop.code in self.policy.motions or (row is not None and not row.ends_permissions):
            return False
        level = row.level if row is not None else "ADMIN"
        if level not in self.policy.permission_ending_levels or self.covering(stop) is None or stop.unknown:
            return False
        if not self.on_point(stop, permission.point) or (stop.since or "") > self.message.latest:
            return False
        return stop.since_latest is None or self._untimed(stop) or stop.since_latest >= (permission.since or "")

    @staticmethod
    def _untimed(stop: StopFact) -> bool:
        """A flag without the time of an act counts as standing, so no act is known to be later than it."""
        return stop.standing and not stop.acted and not stop.retracted and stop.until is None

    def covers(self, permission: PermissionFact, point: str | None) -> bool:
        """Whether a permission is about this message to this contact point."""
        message, policy = self.message, self.policy
        if permission.point is None or permission.point != point or permission.channel != message.channel:
            return False
        if permission.brand is not None and not self._same_brand(permission.brand, permission.system):
            return False
        given = policy.expand(permission.purposes) if permission.purposes is not None else None
        if permission.topic is None:
            return message.purpose in (given if given is not None else policy.all_marketing)
        topic = policy.topic_of(permission.topic, permission.system)
        mapped = frozenset(policy.topics[topic].purposes) if topic else frozenset()
        if message.topic_written is None:
            return message.purpose in (given if given is not None else mapped)
        if topic is not None:
            named = topic == message.topic
        else:
            named = message.topic_written.lower() == f"{permission.system}:{permission.topic}".lower()
        return named and message.purpose in (given if given is not None else mapped or policy.all_marketing)

    def _same_brand(self, brand: str, system: str) -> bool:
        if self.policy.is_whole_company(brand, system):
            return self.message.brand_written is None
        return self.message.brand is not None and self.policy.brand_of(brand, system) == self.message.brand

    def lifted(self, stop: StopFact, point: str | None, permissions: Sequence[PermissionFact]) -> bool:
        """Whether a later act of the subject lifts this stop for this message; ``permissions`` are those alive."""
        row = self.policy.stops.get(stop.code)
        if row is None or row.level != "SUBJECT" or stop.since_latest is None or self._untimed(stop):
            return False
        if stop.unknown:
            # what is not known to stand cannot be known to be lifted
            return False
        return any(
            permission.by_subject
            and permission.ground in self.policy.lifting_grounds
            and (permission.since or "") > stop.since_latest
            and self.covers(permission, point)
            and self._names(permission, stop)
            for permission in permissions
        )

    def arrived_since(self, stop: StopFact, point: PointFacts | None) -> bool:
        """Whether the stop is over because mail arrived at the very address after it was last given.

        A flag without the time of its bounce stays, as does one that names no address; at equal times the stop wins.
        """
        row = self.policy.stops.get(stop.code)
        if row is None or not row.ends_with_delivery or point is None or point.delivered is None:
            return False
        if stop.point != point.key or stop.unknown or not stop.acted or stop.since_latest is None:
            return False
        return stop.since_latest < point.delivered <= self.message.at

    def _names(self, permission: PermissionFact, stop: StopFact) -> bool:
        """An act lifts a topic's stop only where it names that topic."""
        if stop.topic is None:
            return True
        if permission.topic is None:
            return False
        mine = self.policy.topic_of(permission.topic, permission.system)
        theirs = self.policy.topic_of(stop.topic, stop.system)
        if mine is not None or theirs is not None:
            return mine == theirs
        return (permission.system, permission.topic) == (stop.system, stop.topic)
