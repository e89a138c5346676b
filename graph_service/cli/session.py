"""What the commands of one run share: settings, model, and a database that answers.

In: the options before the command. Out: :class:`Session`, whose parts are made when first asked for.
Refuses: what ``opening`` refuses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from graph_service.engine import Connection
from graph_service.graph.ids import Ids
from graph_service.graph.read import Reader
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.judge import judge
from graph_service.log import configure_logging
from graph_service.model.load import load_model
from graph_service.model.model import Model
from graph_service.opening import clock_of, connect, prepare
from graph_service.questions.ask import Ask, Reads
from graph_service.secret import deployment_secret
from graph_service.settings import Settings, load_settings

DEMO_HOME = "demo"
"""The demo's own directory under ``GTM_GRAPH_HOME``."""
DEMO_NOW = "2026-09-15T09:00:00Z"
"""Today in the sample story."""
FIRST_SECONDS = 60.0
LIST_SECONDS = 30.0
"""Deadline of a list that counts the whole store."""


class Session:
    """One run of the command line.

    Args:
        model_dir: the overlay of ``--model``, which stands before ``GTM_GRAPH_MODEL``.
        demo: True for the demo's home and clock.
        alone: True where nobody reads meanwhile, so that nothing need wait its grace.
    """

    def __init__(self, model_dir: Path | None = None, demo: bool = False, alone: bool = False) -> None:
        self._model_dir = model_dir
        self._demo = demo
        self._alone = alone

    @cached_property
    def settings(self) -> Settings:
        """The environment, with the options laid over it."""
        settings = load_settings()
        changes: dict[str, object] = {}
        if self._model_dir is not None:
            changes["model_dir"] = self._model_dir.expanduser().absolute()
        if self._demo:
            # never a foreign database: the sample company does not belong there
            changes |= {"neo4j_uri": None, "home": settings.home / DEMO_HOME, "now": settings.now or DEMO_NOW}
        if self._alone:
            changes["grace_seconds"] = 0.0
        settings = settings.model_copy(update=changes)
        configure_logging(settings)
        return settings

    @property
    def from_environment(self) -> bool:
        """True where no option changes what the environment says, so another process would come to the same."""
        return self._model_dir is None and not self._demo

    @cached_property
    def model(self) -> Model:
        """The checked model."""
        return load_model(self.settings.model_dir)

    @property
    def now(self) -> datetime:
        """The present, as questions see it."""
        return clock_of(self.settings)()

    @cached_property
    def ids(self) -> Ids:
        """What makes ids, under the secret of this deployment."""
        return Ids(deployment_secret(self.settings))

    def ask(self, reader: Reads) -> Ask:
        """One asking with the present model and clock."""
        return Ask(model=self.model, reader=reader, now=self.now, birth_id=self.ids.birth, judge=judge)

    def settler(self, writer: Writer) -> Settler:
        """What settles, with the present model and grace."""
        return Settler(writer, self.model, self.ids, self.settings.grace_seconds)

    def connection(self) -> Connection:
        """How to reach the database; the embedded engine is installed and started where need be."""
        return connect(self.settings)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """A writer on a database that has its constraints."""
        to = self.connection()
        with Writer.open(to.uri, to.username, to.password, self.settings.neo4j_database) as writer:
            prepare(self.settings, writer)
            yield writer

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Reader]:
        """A reader on the database of these settings."""
        to = self.connection()
        async with Reader.open(to.uri, to.username, to.password, self.settings.neo4j_database) as reader:
            # a server that just started takes long over its first statement, and that is not the question's time
            await reader.run("setup/applied", timeout=FIRST_SECONDS)
            yield reader

    def rows(self, name: str, /, timeout: float = LIST_SECONDS, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of one named statement, for the commands that only list."""

        async def run() -> list[dict[str, Any]]:
            async with self.reader() as reader:
                return await reader.run(name, timeout=timeout, **parameters)

        return asyncio.run(run())

    def for_demo(self, *, alone: bool = False) -> Session:
        """The same options on the demo's home and clock."""
        return Session(self._model_dir, demo=True, alone=alone)
