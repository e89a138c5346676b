"""The value types of the model, by the names that schema/objects/*.yaml use.

In: a decoded value that is not blank (:func:`is_blank`; blank is the caller's claim "emptied"). Out: one normal form
per value. Refuses: with ``ValueError(reason)``, and the caller sets the field aside and goes on with the row.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from graph_service.model.types import (
    boolean,
    civil_date,
    country,
    crm_id,
    currency,
    domain,
    email,
    enum,
    instant,
    integer,
    money,
    number,
    phone,
    strings,
    text,
    url,
)
from graph_service.model.types.blank import is_blank

__all__ = ["TYPES", "Cleaner", "is_blank", "options_of"]

Cleaner = Callable[..., Any]
"""``clean(value, **options)``; raises ValueError with a reason that quotes no more than it must."""

TYPES: Mapping[str, Cleaner] = MappingProxyType(
    {
        "string": text.clean_line,
        "text": text.clean,
        "int": integer.clean,
        "float": number.clean,
        "boolean": boolean.clean,
        "date": civil_date.clean,
        "datetime": instant.clean,
        "email": email.clean,
        "emails": email.clean_many,
        "phone": phone.clean,
        "country": country.clean,
        "currency": currency.clean,
        "money": money.clean,
        "enum": enum.clean,
        "strings": strings.clean,
        "url": url.clean,
        "domain": domain.clean,
        "crm_id": crm_id.clean,
    }
)


def options_of(name: str) -> frozenset[str]:
    """The options that a type's cleaner takes, so that a source's file can be checked before its first row.

    Args:
        name: a key of :data:`TYPES`.

    Raises:
        KeyError: for an unknown type.
    """
    parameters = inspect.signature(TYPES[name]).parameters.values()
    return frozenset(p.name for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY)
