"""``ingest --snapshot`` and ``rebuild`` through the program: receipts, exit codes, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_service.cli.ingest import receipt_parts
from graph_service.cli.main import run
from graph_service.cli.rebuild import report_parts
from graph_service.errors import SnapshotRefused
from graph_service.intake.differences import Differences
from graph_service.intake.rebuild import Rebuilt
from graph_service.intake.receipt import Receipt, SnapshotReceipt
from tests.cli.test_with_database import ACCOUNTS, Call, call

__all__ = ["call"]


def test_a_shrinking_snapshot_is_refused_until_somebody_says_why(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "Account.csv"
    file.write_text(ACCOUNTS)
    assert call("ingest", "salesforce", str(file), "--snapshot")[0] == 0
    file.write_text("".join(ACCOUNTS.splitlines(keepends=True)[:2]))
    code, out, err = call("ingest", "salesforce", str(file), "--snapshot", "--json")
    assert code == 1
    assert "1 of 2 records would go, more than 20%" in err and "--allow-shrink" in err
    assert json.loads(out)["snapshots"][0]["applied"] is False
    code, out, err = call(
        "ingest", "salesforce", str(file), "--snapshot", "--allow-shrink", "sold", "--actor", "Ana Ferreira"
    )  # fmt: skip
    assert (code, err.count("error")) == (0, 0)
    assert "1 of 2 records retired" in out
    assert call("rebuild", "--check")[0] == 0
    code, out, _ = call("rebuild", "--json")
    assert (code, json.loads(out)["writes"]) == (0, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--allow-shrink", "why", "--actor", "Ana"), "only a snapshot retires anything"),
        (("--snapshot", "--allow-shrink", "why"), "needs a reason, and who gives it"),
        (("--snapshot", "--allow-shrink", " ", "--actor", "Ana"), "needs a reason, and who gives it"),
    ],
)
def test_leave_has_a_reason_and_a_name(words: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["ingest", "salesforce", "Account.csv", *words]) == 2
    assert said in capfd.readouterr().err


def test_a_receipt_says_why_nothing_was_retired() -> None:
    line = SnapshotReceipt("Account", "2026-01-05T00:00:00.000000Z", reason="Account.csv was not read to its end")
    receipt = Receipt("salesforce", "b1", snapshots=[line])
    shown = [str(part) for part in receipt_parts(receipt)]
    assert "snapshot of Account: nothing retired: Account.csv was not read to its end" in shown
    assert receipt.exit_code == 0
    receipt.refusal = SnapshotRefused("nothing was retired")
    assert (receipt.exit_code, receipt.to_json()["error"]) == (1, "nothing was retired")


def test_a_rebuild_shows_what_would_differ() -> None:
    found = Differences(writes=12)
    found.fields["Account.name"] = 3
    found.show("Account.name", "acc_1", "Rail", None)
    shown = [str(part) for part in report_parts(Rebuilt(check=True, records=5, differences=found))]
    assert shown[0] == "5 records: 12 writes would be made"
    assert "Account.name of acc_1: Rail -> -" in shown
    assert str(report_parts(Rebuilt(check=True, records=1))[0]) == "1 record: the graph says what its evidence says"
