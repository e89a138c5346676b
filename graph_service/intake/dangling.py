"""References whose other end never came, counted without keeping them all.

In: the references of each row. Out: counts by file and link, as of the end of the run. Refuses: nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from graph_service.graph.ids import Ids
from graph_service.graph.write import Writer
from graph_service.intake.receipt import FileReceipt
from graph_service.model.claims import SELF, Claims

PRUNE_AT = 20_000
PART_OF = "part of "
"""Start of the name under which parts are counted whose whole never came."""
ABOUT = "about "
"""Start of the name under which statements are counted about records that never came."""
_PAGE = 5_000


class Dangling:
    """Counts references until it is known which ends are there."""

    def __init__(self, writer: Writer, ids: Ids) -> None:
        self._writer = writer
        self._ids = ids
        self._waiting: Counter[tuple[int, str, tuple[str, ...]]] = Counter()
        self._files: list[FileReceipt] = []
        self._prune_at = PRUNE_AT

    def note(self, file: FileReceipt, claims: Iterable[Claims]) -> None:
        """Remember the references of one row."""
        if not self._files or self._files[-1] is not file:
            self._files.append(file)
        place = len(self._files) - 1
        for claim in claims:
            if any(facts for told in claim.get("parts", {}).values() for facts in told.values()):
                object_ = claim["record"].split("|", 2)[1]
                self._waiting[place, f"{PART_OF}{object_}", (self._ids.birth(claim["record"]),)] += 1
            elif claim["state"] == "unseen":
                object_ = claim["record"].split("|", 2)[1]
                self._waiting[place, f"{ABOUT}{object_}", (self._ids.birth(claim["record"]),)] += 1
            for ref in claim.get("refs", ()):
                ends = tuple(
                    sorted(
                        self._ids.birth(end)
                        for end in (ref["source"], ref["target"])
                        if end is not None and end != SELF and not end.startswith("key|")
                    )
                )
                if ends:
                    self._waiting[place, ref["link"], ends] += 1
        if len(self._waiting) > self._prune_at:
            self._prune()
            # where many ends never come, looking again at every row would take for ever
            self._prune_at = max(PRUNE_AT, 2 * len(self._waiting))

    def settle(self) -> None:
        """Write the counts into the receipts of the files."""
        came = self._arrival()
        for (place, link, ends), count in self._waiting.items():
            # an end of which the graph never heard was kept out with its row
            if any(came.get(end) is False for end in ends):
                self._files[place].dangling[link] += count
        self._waiting.clear()

    def _prune(self) -> None:
        """Forget the ends that came; rows on their way are not in the graph yet, and neither are their ends."""
        came = self._arrival()
        waiting, self._waiting = self._waiting, Counter()
        for (place, link, ends), count in waiting.items():
            if left := tuple(end for end in ends if not came.get(end)):
                self._waiting[place, link, left] += count

    def _arrival(self) -> dict[str, bool]:
        """Of the ends that the graph knows: True where the record came, False where it was only referred to."""
        ends = sorted({end for _, _, births in self._waiting for end in births})
        came: dict[str, bool] = {}
        for start in range(0, len(ends), _PAGE):
            [told] = self._writer.run("evidence/arrival", ids=ends[start : start + _PAGE])
            came.update(told["rows"])
        return came
