"""``gtm-graph compact``: a fresh store from evidence alone, in the place of the old one.

In: the embedded engine. Out: what was carried over; the old store's files are gone. Refuses: a server that is not our
child, whose disk is not ours to clean.

The database reuses the room of deleted values and does not scrub it, so only a store that never held them holds
nothing. Reads go on until the stores change places; writers are turned away from the export on.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass

import typer
from pydantic import SecretStr

from graph_service import engine
from graph_service.cli.console import counting, emit_json, say
from graph_service.cli.options import Json, session_of
from graph_service.cli.session import Session
from graph_service.errors import DatabaseError, UsageError
from graph_service.graph.ids import Ids
from graph_service.graph.setup import setup
from graph_service.graph.write import Writer
from graph_service.intake.chunk import Settler
from graph_service.intake.erase import finish_erasures
from graph_service.intake.evidence_in import import_evidence
from graph_service.intake.evidence_out import export_evidence
from graph_service.intake.feeding.carry import carry
from graph_service.questions.ask import instant
from graph_service.secret import deployment_secret
from graph_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was carried over.

    Attributes:
        records, versions: counts.
        bytes_before, bytes_after: size of the store's files.
    """

    records: int
    versions: int
    bytes_before: int
    bytes_after: int


def compact(ctx: typer.Context, as_json: Json = False) -> None:
    """Build a fresh store from evidence, put it in the old one's place, and delete that."""
    done = compact_store(session_of(ctx))
    if as_json:
        emit_json(asdict(done))
    else:
        say(
            f"{done.records:,} records with {done.versions:,} versions carried over; the store had "
            f"{done.bytes_before / 1e6:,.1f} MB and has {done.bytes_after / 1e6:,.1f} MB"
        )
        say("what this cannot reach: backups, exports and copies of the disk made before now")


def compact_store(session: Session) -> Compaction:
    """Compact the store of a session's home.

    Raises:
        UsageError: a foreign server.
        DatabaseError: the fresh store does not hold what the old one held; the old one stays.
    """
    settings = session.settings
    if not settings.embedded:
        raise UsageError(
            "only the embedded engine can be compacted: the disk of another server is not ours",
            where="NEO4J_URI", hint="`gtm-graph export DIR --evidence`, then `ingest evidence DIR` elsewhere",
        )  # fmt: skip
    secret = deployment_secret(settings)
    ids, at = Ids(secret), instant(session.now)
    room = settings.home / "compact"
    fresh = settings.model_copy(update={"home": room, "secret": SecretStr(secret.decode())})
    engine.stop(fresh)
    shutil.rmtree(room, ignore_errors=True)
    before = engine.status(settings).store_bytes
    with session.writer() as writer:
        # of a compaction that died, the old store is still the store
        writer.run("settle/close", at=None)
        settler = Settler(writer, session.model, ids, settings.grace_seconds)
        finish_erasures(settler)
        settler.finish_pending()
        writer.run("settle/close", at=at)
        try:
            with counting("evidence out") as tick:
                manifest = export_evidence(writer, ids, session.model.version, room / "evidence", tick)
            _fill(session, fresh, ids, at, writer)
            engine.stop(settings)
        except BaseException:
            writer.run("settle/close", at=None)
            engine.stop(fresh)
            shutil.rmtree(room, ignore_errors=True)
            raise
    engine.swap(settings, fresh)
    shutil.rmtree(room)
    engine.ensure(settings)
    return Compaction(manifest.records, manifest.versions, before, engine.status(settings).store_bytes)


def _fill(session: Session, fresh: Settings, ids: Ids, at: str, old: Writer) -> None:
    """Settle the evidence in the fresh store, and count it; the change feed goes on there."""
    engine.twin(session.settings, fresh)
    to = engine.ensure(fresh)
    with Writer.open(to.uri, to.username, to.password, fresh.neo4j_database) as writer:
        setup(writer)
        with counting("evidence in") as tick:
            settler = Settler(writer, session.model, ids, 0.0, telling=False)
            came = import_evidence(settler, fresh.home / "evidence", at=at, progress=tick)
        if came.fresh != came.versions:
            raise DatabaseError(
                f"{came.fresh:,} of {came.versions:,} versions reached the fresh store; the old one stays"
            )
        carry(old, writer, session.model)
    engine.stop(fresh)
