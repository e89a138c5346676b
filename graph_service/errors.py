"""Errors are part of the interface: what was wrong, where, what to do.

In: nothing. Out: the exception classes that every room raises. Refuses: nothing; it has no logic.
"""

from __future__ import annotations


class GtmGraphError(Exception):
    """A failure with one line for its reader.

    Args:
        message: what was wrong.
        where: the place it was found (file, line, field), if any.
        hint: what to do about it, if known.
    """

    code = "INTERNAL"
    exit_code = 1

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}" if self.where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class UsageError(GtmGraphError):
    """The caller asked for something that does not exist or does not fit."""

    code = "BAD_USER_INPUT"
    exit_code = 2


class SettingsError(GtmGraphError):
    """An environment variable is missing or wrong."""

    code = "SETTINGS"
    exit_code = 2


class ModelError(GtmGraphError):
    """A file under schema/ (or its overlay) does not hold together."""

    code = "MODEL"
    exit_code = 2


class StatementError(GtmGraphError):
    """A file under cypher/ has a wrong or missing header."""

    code = "STATEMENT"


class EngineError(GtmGraphError):
    """The embedded Neo4j could not be installed, started or stopped."""

    code = "ENGINE"


class DatabaseError(GtmGraphError):
    """Neo4j did not answer, or refused; its own message is masked because it quotes values."""

    code = "DATABASE"


class DeadlineExceeded(DatabaseError):
    """Our own deadline for a statement passed."""

    code = "DEADLINE"


class RowRefused(GtmGraphError):
    """One source row has no id or no shape; it goes to quarantine."""

    code = "ROW_REFUSED"


class BatchConflict(GtmGraphError):
    """A batch id was reused with other content."""

    code = "CONFLICT"


class SnapshotRefused(GtmGraphError):
    """A full snapshot would retire more than it may without a person's leave, or another one is being applied."""

    code = "SNAPSHOT_REFUSED"


class AuthError(GtmGraphError):
    """The caller is unknown, or may not do this."""

    code = "FORBIDDEN"
