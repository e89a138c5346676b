"""References whose other end never came: all counted, and none looked up at every row."""

from __future__ import annotations

from typing import Any

from graph_service.graph.ids import Ids
from graph_service.intake import dangling as module
from graph_service.intake.dangling import Dangling
from graph_service.intake.receipt import FileReceipt
from graph_service.model.claims import Claims, RefClaim

IDS = Ids(b"the secret of the dangling ends.")
MANY = 2_000


class Store:
    """Has every account of an even number, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.there = {IDS.birth(f"crm|Account|{n}") for n in range(0, MANY, 2)}

    def run(self, name: str, *, ids: list[str]) -> list[dict[str, Any]]:
        assert name == "evidence/unseen"
        self.asked += len(ids)
        contacts = {IDS.birth(f"crm|Contact|{n}") for n in range(MANY)}
        return [{"id": one} for one in ids if one not in self.there | contacts]


def test_ends_that_never_come_are_counted_and_seldom_asked_for(monkeypatch: Any) -> None:
    monkeypatch.setattr(module, "PRUNE_AT", 100)
    store = Store()
    counting = Dangling(store, IDS)  # type: ignore[arg-type]
    file = FileReceipt(object="Contact", file="Contact.csv")
    for n in range(MANY):
        me, employer = f"crm|Contact|{n}", f"crm|Account|{n}"
        ref: RefClaim = {"link": "WORKS_AT", "variant": "", "source": me, "target": employer}
        claims: Claims = {"record": me, "noun": "Contact", "state": "live", "refs": [ref]}
        counting.note(file, [claims])
    counting.settle()
    assert dict(file.dangling) == {"WORKS_AT": MANY // 2}
    # each look asks for twice as many as the one before, not for all of them at every row
    assert store.asked < 12 * MANY
