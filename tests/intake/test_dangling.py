"""References whose other end never came: all counted, and none looked up at every row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph_service.graph.ids import Ids
from graph_service.intake import dangling as module
from graph_service.intake.dangling import Dangling
from graph_service.intake.receipt import FileReceipt
from graph_service.model.claims import Claims, RefClaim

IDS = Ids(b"the secret of the dangling ends.")
MANY = 2_000


class Store:
    """Knows every contact and account; of accounts those of an even number came. Late ones are stored when told so."""

    def __init__(self, late: bool = False) -> None:
        self.asked = 0
        self.stored = not late
        self.came = {
            IDS.birth(f"crm|{noun}|{n}"): noun == "Contact" or n % 2 == 0
            for noun in ("Contact", "Account")
            for n in range(MANY)
        }

    def run(self, name: str, *, ids: list[str]) -> list[dict[str, Any]]:
        assert name == "evidence/arrival"
        self.asked += len(ids)
        return [{"rows": [[one, self.came[one]] for one in ids if self.stored]}]


def told(counting: Dangling, file: FileReceipt, employer: Callable[[int], int]) -> None:
    """Contacts that name an employer each."""
    for n in range(MANY):
        me, account = f"crm|Contact|{n}", f"crm|Account|{employer(n)}"
        ref: RefClaim = {"link": "WORKS_AT", "variant": "", "source": me, "target": account}
        claims: Claims = {"record": me, "noun": "Contact", "state": "live", "refs": [ref]}
        counting.note(file, [claims])


def test_ends_that_never_come_are_counted_and_seldom_asked_for(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PRUNE_AT", 100)
    store = Store()
    counting = Dangling(store, IDS)  # type: ignore[arg-type]
    file = FileReceipt(object="Contact", file="Contact.csv")
    told(counting, file, lambda n: n)
    counting.settle()
    assert dict(file.dangling) == {"WORKS_AT": MANY // 2}
    # each look asks for twice as many as the one before, not for all of them at every row
    assert store.asked < 12 * MANY


def test_many_who_name_one_that_never_comes_are_held_as_one(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PRUNE_AT", 100)
    counting = Dangling(Store(), IDS)  # type: ignore[arg-type]
    file = FileReceipt(object="Contact", file="Contact.csv")
    told(counting, file, lambda n: n % 10)
    assert len(counting._waiting) < 200
    counting.settle()
    assert dict(file.dangling) == {"WORKS_AT": MANY // 2}


def test_rows_that_are_not_stored_yet_when_it_looks_are_counted(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PRUNE_AT", 100)
    store = Store(late=True)
    counting = Dangling(store, IDS)  # type: ignore[arg-type]
    file = FileReceipt(object="Contact", file="Contact.csv")
    told(counting, file, lambda n: n)
    store.stored = True
    counting.settle()
    assert dict(file.dangling) == {"WORKS_AT": MANY // 2}
