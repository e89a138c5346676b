"""Logs: one line an event on standard error, values masked.

In: :class:`Settings`. Out: structlog and the standard library's logging, configured alike. Refuses: nothing; a value
that looks like a person's address, number or secret leaves only as ``***``.
"""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from graph_service.settings import Settings

MASK = "***"
_SECRET_NAMES = re.compile(r"password|secret|token|authorization|api_?key|cookie", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"'|]+@[^\s@<>\"'|]+")
# eight digits or more with the separators people write, and an explicit plus: ids and counts stay readable
_PHONE = re.compile(r"\+\d[\d\s().-]{6,}\d")


def mask(value: Any) -> Any:
    """A value with every address and number of a person replaced.

    Args:
        value: text, or a container of texts; anything else is returned as it is.
    """
    if isinstance(value, str):
        return _PHONE.sub(MASK, _EMAIL.sub(MASK, value))
    if isinstance(value, dict):
        return {key: MASK if _SECRET_NAMES.search(str(key)) else mask(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [mask(item) for item in value]
    return value


def mask_event(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The structlog processor that masks every value of an event."""
    return {key: MASK if _SECRET_NAMES.search(key) else mask(item) for key, item in event.items()}


def configure_logging(settings: Settings) -> None:
    """Send every log line to standard error, at the level that ``GTM_GRAPH_LOG`` names.

    Args:
        settings: of this process.
    """
    terminal = sys.stderr.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # masking comes after a traceback has become text, because tracebacks quote values too
    last: list[Processor] = [structlog.processors.format_exc_info, mask_event]
    renderer: Processor = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log.upper())
