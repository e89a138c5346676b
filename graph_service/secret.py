"""The deployment's secret, key of every hash that becomes an id.

In: settings. Out: bytes. Refuses: to invent one for a server we do not run, because ids made under it must be the
same on every machine that serves that database.
"""

from __future__ import annotations

import os
import secrets

from graph_service.errors import SettingsError
from graph_service.settings import Settings


def deployment_secret(settings: Settings) -> bytes:
    """The secret: ``GTM_GRAPH_SECRET``, or for the embedded engine a generated 0600 file in its home.

    Raises:
        SettingsError: the secret is missing or shorter than 16 characters.
    """
    if settings.secret is not None:
        value = settings.secret.get_secret_value().encode()
        if len(value) < 16:
            raise SettingsError("must have at least 16 characters", where="GTM_GRAPH_SECRET")
        return value
    if not settings.embedded:
        raise SettingsError(
            "is needed with NEO4J_URI", where="GTM_GRAPH_SECRET", hint="the same value wherever this database is used"
        )
    path = settings.home / "secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(32).encode())
    return path.read_bytes()
