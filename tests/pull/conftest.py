"""Fixtures: a source's reading without a database, against a server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph_service.intake.decode.rows import BadRow, Bookmark, RawRow
from graph_service.intake.pull import _vendor
from graph_service.intake.pulling.patience import Patience
from graph_service.intake.pulling.progress import Progress
from graph_service.intake.pulling.reading import Reading
from graph_service.intake.translate import Translator
from graph_service.model.model import Model

CANARY = "canary-f3b1-secret"
NOW = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)
VARIABLES = (
    "HUBSPOT_ACCESS_TOKEN", "SALESFORCE_HOST", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET", "STRIPE_API_KEY",
    "ZENDESK_SUBDOMAIN", "ZENDESK_EMAIL", "ZENDESK_API_TOKEN", "AMPLITUDE_API_KEY", "AMPLITUDE_SECRET_KEY",
    "BRAZE_REST_ENDPOINT", "BRAZE_API_KEY", "ZUORA_URL", "ZUORA_CLIENT_ID", "ZUORA_CLIENT_SECRET",
)  # fmt: skip


class Read:
    """Readings of one source: what they gave, what was said, how long was waited."""

    def __init__(self, model: Model, source: str, attempts: int = 4) -> None:
        self.said: list[str] = []
        self.waits: list[float] = []
        self.model = model
        self.source = source
        self.translator = Translator(model, source, observed_at="2026-09-15T09:00:00Z")
        self.patience = Patience(attempts=attempts, first=0.01, most=600, sleep=self.waits.append)
        self.now = NOW
        self.progress = Progress()

    def reading(self, name: str, *, variant: str | None = None, since: str | None = None) -> Reading:
        spec = self.model.sources[self.source].pull
        assert spec is not None
        vendor = _vendor(self.source, spec, self.patience, self.said.append)
        object.__setattr__(vendor, "now", lambda: self.now)
        (read,) = [one for one in spec.reads if name in one.objects and one.variant == variant]
        return Reading(
            vendor, read, name, self.progress, since, lambda names: self.translator.wanted_columns(name, names)
        )

    def rows(self, name: str, *, stop_after: int | None = None, **more: Any) -> list[dict[str, Any]]:
        """The rows up to the end, or until so many bookmarks came: then the process is gone, and what is stored is the
        last bookmark."""
        found: list[dict[str, Any]] = []
        bookmarks = 0
        for item in self.reading(name, **more).rows():
            assert not isinstance(item, BadRow), item
            if isinstance(item, RawRow):
                found.append(item.data)
            else:
                assert isinstance(item, Bookmark)
                self.progress = Progress.of_text(item.state)
                bookmarks += 1
                if bookmarks == stop_after:
                    break
        return found

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def read(model: Model, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Read]:
    """Begins readings of a source at a server."""

    def begin(source: str, url: str, attempts: int = 4) -> Read:
        for name in VARIABLES:
            monkeypatch.setenv(name, CANARY)
        monkeypatch.setenv(f"GTM_GRAPH_PULL_{source.upper()}_URL", url)
        return Read(model, source, attempts)

    return begin
