"""A second, independent reading of POLICIES 1, as small as it can be; the service must agree with it.

It knows nothing of the service: no policy file, no fact classes. A case is a dictionary of plain facts, times are days
from now (-3 = three days ago), purposes are their letters. It was written from POLICIES alone.
"""

from __future__ import annotations

from typing import Any

MKT = set("PNEXQ")
ALL = set("PNEXRSBDQL")
CHANNELS = {"EMAIL", "PHONE", "SMS", "ADS", "IN_APP"}
TOPICS = {"newsletter": "N", "events": "E"}

# 1.3: code -> (level, channels, purposes); the rest of a row is said in `stopped`
STOPS: dict[str, tuple[str, set[str], set[str]]] = {
    "ERASED": ("SUBJECT", CHANNELS, ALL - {"L"}),
    "OBJECTS_TO_MARKETING": ("SUBJECT", CHANNELS, MKT),
    "NEVER_CONTACT": ("SUBJECT", CHANNELS, ALL - {"L"}),
    "UNSUBSCRIBED_ALL_EMAIL": ("SUBJECT", {"EMAIL"}, MKT),
    "TOPIC_UNSUBSCRIBED": ("SUBJECT", {"EMAIL"}, MKT),
    "SPAM_COMPLAINT": ("SUBJECT", {"EMAIL"}, MKT | {"R", "D"}),
    "DO_NOT_CALL": ("SUBJECT", {"PHONE", "SMS"}, MKT | {"R"}),
    "DO_NOT_CALL_REGISTER": ("SUBJECT", {"PHONE", "SMS"}, MKT),
    "SMS_STOP": ("SUBJECT", {"SMS"}, ALL),
    "ADS_REFUSED": ("SUBJECT", {"ADS"}, MKT),
    "IN_APP_OFF": ("SUBJECT", {"IN_APP"}, MKT),
    "SURVEY_OPT_OUT": ("SUBJECT", {"EMAIL", "IN_APP"}, {"Q"}),
    "BLOCK_LIST": ("ADMIN", CHANNELS, MKT),
    "ASKED_FOR_SILENCE": ("USER", CHANNELS, MKT),
    "UNDELIVERABLE": ("MACHINE", {"EMAIL"}, ALL),
    "TEMPORARY_BLOCK": ("MACHINE", {"EMAIL"}, ALL),
}
ON_POINT = {"DO_NOT_CALL_REGISTER", "UNDELIVERABLE", "TEMPORARY_BLOCK"}
LASTS = {"ASKED_FOR_SILENCE": 90, "TEMPORARY_BLOCK": 1}

# 1.4: columns with an S
STATES = {
    "customer": "P",
    "role_on_open": "PX",
    "open_new": "P",
    "open_expansion": "PX",
    "open_renewal": "PX",
    "term_ends": "PX",
    "churn_risk": "PX",
    "severe_ticket": "PX",
    "past_due": "PX",
    "former": "PX",
    "in_sequence": "P",
    "resold": "PX",
}


def decide(case: dict[str, Any]) -> str:
    """SUPPRESSED, CLEAR or UNKNOWN."""
    # in the product there is no address that could be missing
    case = {**case, "point_missing": case["point_missing"] and case["channel"] != "IN_APP"}
    if any(_binds(case, stop) for stop in case["stops"]) or _never(case) or _state_stops(case) or _derived(case):
        return "SUPPRESSED"
    unknown = (
        any(_blank(case, stop) for stop in case["stops"])
        or case["contested"]
        or case["unreadable"]
        or case["sources"] != "fresh"
        or (case["guessed_address"] and case["channel"] == "EMAIL" and case["purpose"] == "P")
        or _state_unknown(case)
    )
    return "UNKNOWN" if unknown or not _ground(case) else "CLEAR"


def _reaches(case: dict[str, Any], stop: dict[str, Any]) -> bool:
    """Channel, purpose, topic and point; time apart."""
    code = stop["code"]
    if code not in STOPS:
        return True
    _, channels, purposes = STOPS[code]
    if case["channel"] not in channels:
        return False
    if code in ON_POINT and (stop["point"] == "other" or case["point_missing"]):
        return False
    if code == "TOPIC_UNSUBSCRIBED":
        mine = TOPICS.get(stop["topic"])
        if case["topic"] in TOPICS and mine is not None:
            return bool(case["topic"] == stop["topic"] and case["purpose"] in MKT)
        return case["purpose"] in (MKT if mine is None else {mine})
    return case["purpose"] in purposes


def _binds(case: dict[str, Any], stop: dict[str, Any]) -> bool:
    if stop["blank"] or not _reaches(case, stop):
        return False
    end = stop["ended"]
    if end is None and stop["code"] in LASTS:
        end = stop["day"] + LASTS[stop["code"]]
    if stop["day"] > 0 or (end is not None and end <= 0):
        return False
    return not _lifted(case, stop)


def _blank(case: dict[str, Any], stop: dict[str, Any]) -> bool:
    return bool(stop["blank"]) and _reaches(case, stop)


def _lifted(case: dict[str, Any], stop: dict[str, Any]) -> bool:
    level = STOPS[stop["code"]][0] if stop["code"] in STOPS else "ADMIN"
    if level != "SUBJECT" or _without_act_time(stop):
        return False
    for act in case["permissions"]:
        if not (act["ground"] in ("OPT_IN", "CONFIRMED_OPT_IN") and act["by_subject"] and act["day"] > stop["day"]):
            continue
        if not _holds(case, act) or not _about(case, act):
            continue
        if stop["code"] == "TOPIC_UNSUBSCRIBED" and act["topic"] != stop["topic"]:
            continue
        return True
    return False


def _without_act_time(stop: dict[str, Any]) -> bool:
    """A flag whose time is not known counts as standing as long as it is on."""
    return not stop["acted"] and not stop["turned_off"] and stop["ended"] is None


def _holds(case: dict[str, Any], act: dict[str, Any]) -> bool:
    """Given before now, not ended, not overtaken by a later stop that covers the message."""
    if act["day"] > 0 or (act["ended"] is not None and act["ended"] <= 0):
        return False
    for stop in case["stops"]:
        level = STOPS[stop["code"]][0] if stop["code"] in STOPS else "ADMIN"
        if level == "MACHINE" or stop["blank"] or not _reaches(case, stop) or stop["day"] > 0:
            continue
        if stop["code"] in ON_POINT and stop["point"] != act["point"]:
            continue
        if _without_act_time(stop) or stop["day"] >= act["day"]:
            return False
    return True


def _about(case: dict[str, Any], act: dict[str, Any]) -> bool:
    """For this address, this channel, this purpose and, where one is named, this topic."""
    if act["point"] != "this" or case["point_missing"] or act["channel"] != case["channel"]:
        return False
    if act["topic"] is None:
        return case["purpose"] in MKT
    if case["topic"] is None:
        return act["topic"] in TOPICS and case["purpose"] == TOPICS[act["topic"]]
    same = act["topic"] == case["topic"] and act["topic"] in TOPICS
    return same and bool(case["purpose"] == TOPICS[act["topic"]])


def _never(case: dict[str, Any]) -> bool:
    return bool(case["channel"] == "IN_APP" and case["purpose"] == "P")


def _derived(case: dict[str, Any]) -> bool:
    marketing = case["purpose"] in MKT
    known_by_address = not (case["point_missing"] and case["channel"] in ("EMAIL", "ADS"))
    if case["our_staff"] and known_by_address and marketing:
        return True
    mail = case["channel"] == "EMAIL" and not case["point_missing"]
    if mail and case["role_mailbox"] and case["purpose"] in set("PNEXQD"):
        return True
    return bool(mail and case["left_employer"])


def _facts_that_stop(case: dict[str, Any]) -> set[str]:
    facts = set(case["states"])
    if case["contract"] in ("live", "past_due"):
        facts.add("customer")
    if case["contract"] == "past_due":
        facts.add("past_due")
    if case["contract"] == "ended_recently":
        facts.add("former")
    return facts


def _state_stops(case: dict[str, Any]) -> bool:
    if case["channel"] in ("ADS", "IN_APP") and case["purpose"] != "X":
        return False
    if case["family_customer"] and case["managed_tree"] and case["purpose"] == "P" and case["channel"] != "ADS":
        return True
    if "filed_severe_ticket" in case["states"] and case["purpose"] in "PXNEQ":
        return True
    return any(case["purpose"] in STATES.get(fact, "") for fact in _facts_that_stop(case))


def _state_unknown(case: dict[str, Any]) -> bool:
    bites = case["purpose"] == "P" if case["channel"] not in ("ADS", "IN_APP") else False
    return case["contract"] == "no_status" and bites


def _ground(case: dict[str, Any]) -> bool:
    channel, purpose = case["channel"], case["purpose"]
    if case["point_missing"]:
        return False
    column = next(
        c for c, letters in {"P": "P", "NE": "NE", "XQ": "XQ", "R": "RSBD", "L": "L"}.items() if purpose in letters
    )
    if channel == "IN_APP":
        return bool(case["product_user"])
    if channel == "ADS":
        if column in ("R", "L"):
            return False
        return all(regime == "OPT_OUT" or _opted_in(case) for regime in _regimes(case))
    if column == "L":
        return True
    if channel == "SMS":
        if column == "R":
            return False
        named = [act for act in case["permissions"] if (act["topic"] is None) == (case["topic"] is None)]
        return any(_good(case, act) for act in named)
    if column == "R" or (channel == "PHONE" and column == "XQ"):
        return _related(case) and (column == "R" or _screened(case))
    if channel == "PHONE":
        return _screened(case) and all(regime == "OPT_OUT" or _opted_in(case) for regime in _regimes(case))
    needs = {
        "OPT_OUT": lambda: column != "P" or not case["vendor_address"] or _opted_in(case),
        "OPT_IN": lambda: _opted_in(case) or (column == "XQ" and _sold(case)),
        "CONFIRMED": lambda: _opted_in(case, confirmed=True) or (column == "XQ" and _sold(case)),
    }
    return all(needs[regime]() for regime in _regimes(case))


def _regimes(case: dict[str, Any]) -> list[str]:
    country = case["country"]
    if country is None:
        return ["OPT_OUT", "OPT_IN", "CONFIRMED"]
    corporate = case["corporate_address"] and not case["left_employer"] and case["channel"] in ("EMAIL", "ADS")
    if country == "US" or (country in ("GB", "FR") and corporate):
        return ["OPT_OUT"]
    return ["CONFIRMED"] if country in ("DE", "AT") else ["OPT_IN"]


def _good(case: dict[str, Any], act: dict[str, Any]) -> bool:
    good = act["ground"] in ("OPT_IN", "CONFIRMED_OPT_IN") and act["by_subject"]
    return bool(good and _holds(case, act) and _about(case, act))


def _opted_in(case: dict[str, Any], confirmed: bool = False) -> bool:
    acts = [act for act in case["permissions"] if not confirmed or act["ground"] == "CONFIRMED_OPT_IN"]
    return any(_good(case, act) for act in acts)


def _sold(case: dict[str, Any]) -> bool:
    acts = [a for a in case["permissions"] if a["ground"] == "CUSTOMER" and _holds(case, a) and _about(case, a)]
    recent = case["contract"] in ("live", "past_due", "ended_recently", "ended_last_year")
    return any(recent or act["day"] > -720 for act in acts)


def _screened(case: dict[str, Any]) -> bool:
    return any(
        act["ground"] == "SCREENED" and act["channel"] == "PHONE" and act["point"] == "this"
        and act["day"] > -30 and _holds(case, act)
        for act in case["permissions"]
    )  # fmt: skip


def _related(case: dict[str, Any]) -> bool:
    purpose = case["purpose"]
    if purpose == "D":
        return "role_on_open" in case["states"]
    if case["channel"] == "EMAIL" and case["role_mailbox"]:
        return False
    if case["contract"] not in ("live", "past_due"):
        return False
    fitting = {
        "B": {"BILLING_CONTACT"},
        "R": {"RENEWAL_STAKEHOLDER", "ECONOMIC_BUYER", "ADMIN", "BILLING_CONTACT"},
    }.get(purpose, {"BILLING_CONTACT", "RENEWAL_STAKEHOLDER", "CHAMPION"})
    return case["role"] in fitting or (purpose in "SXQ" and case["uses_contracted_product"])
