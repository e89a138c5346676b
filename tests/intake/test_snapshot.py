"""Full snapshots through the real engine: what they retire, what they must not, and who may let them."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import orjson
import pytest

from graph_service.graph.write import Writer
from graph_service.intake.pipeline import ingest
from graph_service.intake.receipt import Receipt
from graph_service.intake.shrink import Allowed
from graph_service.model.model import Model
from graph_service.settings import Settings
from tests.conftest import wipe
from tests.intake.dump import dump

LEAVE = Allowed("Ana Ferreira", "the trial accounts were deleted")
ACCOUNTS = "Id,Name,ParentId,SystemModstamp"
USERS = "Id,Name,Email"
STATES = "MATCH (s:SourceRecord) WHERE s.system = 'salesforce' RETURN s.external_id AS id, s.state AS state, s.at AS at"


def day(number: int) -> str:
    return f"2026-01-{number:02d}T00:00:00.000000Z"


class Feed:
    """Runs of one source, each with its rows and its time."""

    def __init__(self, settings: Settings, model: Model, writer: Writer, folder: Path) -> None:
        self.settings, self.model, self.writer, self.folder = settings, model, writer, folder

    def take(self, at: int, name: str, *rows: str, head: str = ACCOUNTS, **more: Any) -> Receipt:
        files = more.pop("files", {})
        for file, text in {f"{name}.csv": "\n".join([head, *rows]) + "\n", **files}.items():
            (self.folder / file).write_text(text)
        paths = [self.folder / file for file in (f"{name}.csv", *files)]
        return ingest(
            self.settings, self.model, self.writer, "salesforce", paths, observed_at=day(at), **more
        )  # fmt: skip

    def accounts(self, at: int, *rows: str, **more: Any) -> Receipt:
        return self.take(at, "Account", *rows, **more)

    def states(self) -> dict[str, str]:
        return {row["id"][13:15]: row["state"] for row in self.writer.run_text(STATES, "test")}


@pytest.fixture
def feed(settings: Settings, model: Model, writer: Writer, tmp_path: Path) -> Feed:
    return Feed(settings, model, writer, tmp_path)


def account(number: int, at: int = 1, parent: int | None = None) -> str:
    above = f"001{parent:012d}" if parent else ""
    return f"001{number:012d},Company {number},{above},{day(at)}"


def many(*numbers: int) -> list[str]:
    return [account(number) for number in numbers]


def test_what_it_does_not_hold_is_retired_with_its_links(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 16)), account(16, parent=11), snapshot=True)
    receipt = feed.accounts(5, *many(*range(11, 16)), snapshot=True)
    (line,) = receipt.snapshots
    assert (line.applied, line.live, line.retired, line.members) == (True, 6, 1, 5)
    assert receipt.exit_code == 0
    states = feed.states()
    assert states.pop("16") == "deleted" and set(states.values()) == {"live"}
    ended = feed.writer.run_text(
        "MATCH (a)-[x:WAS_PARENT_OF]->(b) RETURN a.name AS a, b.state AS b, x.until AS until", "t"
    )
    assert ended == [{"a": "Company 11", "b": "deleted", "until": day(5)}]


def test_absent_is_not_deleted_without_it(feed: Feed) -> None:
    feed.accounts(2, *many(11, 12))
    feed.accounts(3, *many(11))
    assert set(feed.states().values()) == {"live"}


def test_any_order_of_snapshots_and_late_rows_gives_one_graph(feed: Feed) -> None:
    feed.settings = feed.settings.model_copy(update={"snapshot_shrink": 1.0})
    living = many(*range(21, 29))

    def first() -> None:
        feed.accounts(3, *living, *many(11, 12, 13, 14), snapshot=True)

    def second() -> None:
        feed.accounts(5, *living, account(11, 4, parent=21), *many(13, 14), snapshot=True)

    def third() -> None:
        feed.accounts(7, *living, *many(12, 14), account(15, 6), snapshot=True)

    def late() -> None:
        feed.accounts(9, account(13, 6), account(16, 2), account(17, 8, parent=22), account(12, 4))

    expected: Any = None
    # each of the four comes first, in the middle and last
    for order in tuple(permutations((first, second, third, late)))[::5]:
        wipe(feed.writer)
        for step in order:
            step()
        found = dump(feed.writer)
        expected = expected or found
        for part, rows in expected.items():
            assert found[part] == rows, ([step.__name__ for step in order], part)
    states = feed.states()
    assert {id_: states[id_] for id_ in ("11", "12", "13", "14", "15", "16", "17")} == {
        "11": "deleted", "12": "live", "13": "deleted", "14": "live", "15": "live", "16": "deleted", "17": "live",
    }  # fmt: skip


def test_files_of_one_object_are_one_snapshot(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 19)))
    more = {"accounts.csv": "\n".join([ACCOUNTS, *many(15, 16, 17)]) + "\n"}
    feed.accounts(4, *many(11, 12, 13, 14), files=more, snapshot=True)
    assert {id_ for id_, state in feed.states().items() if state == "deleted"} == {"18"}


def test_a_refused_row_or_half_a_file_retires_nothing(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 19)))
    refused = feed.accounts(3, *many(*range(11, 18)), ",No id,," + day(1), snapshot=True)
    assert refused.exit_code == 3
    assert "refused rows of Account.csv (1)" in (refused.snapshots[0].reason or "")
    (feed.folder / "half").mkdir()
    half = feed.folder / "half" / "Account.csv"
    half.write_text("\n".join([ACCOUNTS, *many(11, 12), '001000000000013,"open']))
    broken = ingest(feed.settings, feed.model, feed.writer, "salesforce", [half], snapshot=True)
    assert broken.exit_code == 3 and not broken.snapshots[0].applied
    assert set(feed.states().values()) == {"live"}


def test_a_dry_run_says_what_would_go(feed: Feed) -> None:
    feed.accounts(2, *many(11, 12, 13))
    before = dump(feed.writer)
    receipt = feed.accounts(4, *many(11), snapshot=True, dry_run=True)
    assert "2 of 3" in (receipt.snapshots[0].reason or "")
    assert dump(feed.writer) == before
    assert feed.writer.run_text("MATCH (l:SnapshotLog) RETURN count(l) AS n", "test") == [{"n": 0}]


def test_too_many_at_once_need_leave_and_its_own_rows_do_not_hide_them(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 21)), snapshot=True)
    rows = many(*range(11, 18), *range(30, 60))
    for _ in range(2):
        receipt = feed.accounts(4, *rows, snapshot=True)
        assert receipt.exit_code == 1
        assert "3 of 10 records would go, more than 20%" in str(receipt.refusal)
        assert receipt.objects[0].refused == 0
        assert len(feed.states()) == 40 and set(feed.states().values()) == {"live"}
    assert feed.accounts(4, *rows, snapshot=True, allowed=LEAVE).snapshots[0].applied
    assert sum(state == "deleted" for state in feed.states().values()) == 3
    kept = feed.writer.run_text("MATCH (s:SourceRecord {system: 'steward'}) RETURN s.key AS key", "test")
    assert kept == [{"key": f"steward|shrink|salesforce|Account|{day(4)}"}]


def test_a_source_of_stops_never_shrinks_without_leave_and_its_stops_stay(feed: Feed) -> None:
    head = "Id,LastName,Email,HasOptedOutOfEmail,SystemModstamp"
    rows = [f"003{number:012d},N{number},n{number}@x.example,true,{day(1)}" for number in range(11, 31)]
    feed.take(2, "Contact", *rows, head=head, snapshot=True)
    receipt = feed.take(4, "Contact", *rows[1:], head=head, snapshot=True)
    assert "it says whom not to contact, and 1 of 20 records would go" in str(receipt.refusal)
    assert feed.take(4, "Contact", *rows[1:], head=head, snapshot=True, allowed=LEAVE).snapshots[0].retired == 1
    gone = feed.writer.run_text("MATCH (s:SourceRecord {state: 'deleted'}) RETURN s.stops AS stops", "test")
    assert len(gone) == 1
    assert [stop["standing"] for stop in orjson.loads(gone[0]["stops"])] == [True]


def test_one_refused_object_keeps_the_others_too(feed: Feed) -> None:
    users = [f"005{number:012d},U{number},u{number}@own.example" for number in range(1, 11)]

    def both(at: int, accounts: list[str], users: list[str]) -> Receipt:
        return feed.accounts(at, *accounts, files={"User.csv": "\n".join([USERS, *users]) + "\n"}, snapshot=True)

    both(2, many(*range(11, 21)), users)
    receipt = both(4, many(*range(11, 21))[:5], users[:9])
    assert receipt.exit_code == 1
    assert [line.reason for line in receipt.snapshots][1] == "another kind of record of this snapshot was refused"
    assert set(feed.states().values()) == {"live"}


def test_the_same_batch_again_does_nothing(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 19)), account(21), account(22))
    for at in (4, 8):
        receipt = feed.accounts(at, *many(*range(11, 19)), account(21), snapshot=True, batch_id="night")
    assert receipt.snapshots[0].reason == "this batch was applied before"
    feed.accounts(9, account(30, 6))
    assert feed.states()["30"] == "live"


def test_records_of_a_kind_of_row_that_it_lacks_need_leave(feed: Feed, tmp_path: Path) -> None:
    feed.accounts(2, *many(*range(11, 31)))
    told = tmp_path / "AccountVersions.csv"

    def history(*rows: str) -> None:
        told.write_text("\n".join([ACCOUNTS, *rows]) + "\n")
        ingest(
            feed.settings, feed.model, feed.writer, "salesforce", [told], object="AccountVersions", observed_at=day(2)
        )

    history(account(11, 2), account(12, 2))
    assert feed.accounts(4, *many(*range(12, 31)), snapshot=True).snapshots[0].retired == 1
    history(account(50, 5))
    receipt = feed.accounts(6, *many(*range(12, 31)), snapshot=True)
    assert "some came as AccountVersions, of which it has no file" in str(receipt.refusal)


def test_two_snapshots_of_one_kind_do_not_mix(feed: Feed) -> None:
    feed.accounts(2, *many(*range(11, 19)))
    feed.writer.run(
        "evidence/snapshot_open", id="salesforce|Account", at=day(3), batch="other", now=0.0, until=4_000_000_000.0
    )  # fmt: skip
    receipt = feed.accounts(4, *many(*range(11, 18)), snapshot=True)
    assert receipt.exit_code == 1 and "batch other" in str(receipt.refusal)
    assert set(feed.states().values()) == {"live"}
